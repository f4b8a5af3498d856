import { type Command, InvalidArgumentError } from 'commander'
import { readConfig, type Setup } from '../../config-flags.ts'
import { addServerFlags } from '../../remote/options.ts'
import type { ProfileOptions } from './run.ts'

const examples = `
The profile shows where the server's main thread spends its time. Open the file
in Chrome DevTools, VS Code or speedscope.

Examples:
  $ scriptd profile --url http://127.0.0.1:8000
  $ SCRIPTD_API_KEY=sd_... scriptd profile http://127.0.0.1:8000 --seconds 10
`

const toSeconds = (text: string): number => {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 60) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1 to 60.')
}

export const defineProfile = (program: Command, { context }: Setup): void => {
  const command = program
    .command('profile')
    .description('record a CPU profile of a running server')
    .argument('[url]', 'the same as --url')
    .option('--seconds <number>', 'how long to record, at most 60', toSeconds, 5)
    .option('--output <file>', 'file to write (default: scriptd-<time>.cpuprofile)')
    .addHelpText('after', examples)
    .action(async (url: string | undefined, flags: ProfileOptions) => {
      const config = await readConfig(command, context)
      const { readServer } = await import('../../remote/read-server.ts')
      if (url !== undefined) command.setOptionValue('url', url)
      const server = readServer(command, { config, context })
      if (!server) return command.error('error: the address of the server is missing: --url or SCRIPTD_URL')
      const { profile } = await import('./run.ts')
      await profile(server, flags, context)
    })
  addServerFlags(command)
}
