import { type Command, InvalidArgumentError } from 'commander'
import { addConfigFlags, readServerConfig, type Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd healthcheck
  $ scriptd healthcheck --ready --url http://10.0.0.7:8000
`

const toUrl = (text: string): string => {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError('It must be an http:// or https:// address.')
}

interface Flags {
  readonly url?: string
  readonly ready?: boolean
}

export const defineHealthcheck = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('healthcheck')
    .description('check whether a server is alive')
    .option('--url <url>', 'address of the server (default: HOST and PORT)', toUrl)
    .option('--ready', 'also check whether it accepts work')
    .addHelpText('after', examples)
    .action(async ({ url, ready = false }: Flags) => {
      const { configuredUrl, healthcheck } = await import('./run.ts')
      const server = url ?? configuredUrl((await readServerConfig(command, context)).http)
      await healthcheck({ context, url: server, ready })
    })
  addConfigFlags(command, setup, ['HOST', 'PORT'])
}
