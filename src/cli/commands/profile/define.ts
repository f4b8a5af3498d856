import { type Command, InvalidArgumentError } from 'commander'
import type { Setup } from '../../config-flags.ts'
import type { ProfileOptions } from './run.ts'

const examples = `
The profile shows where the server's main thread spends its time. Open the file
in Chrome DevTools, VS Code or speedscope.

Examples:
  $ scriptd profile http://127.0.0.1:8000
  $ SCRIPTD_API_KEY=sd_... scriptd profile http://127.0.0.1:8000 --seconds 10
`

const toServerUrl = (text: string): string => {
  if (/^https?:\/\/./i.test(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError('It must begin with http:// or https://.')
}

const toSeconds = (text: string): number => {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 60) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1 to 60.')
}

export const defineProfile = (program: Command, { context }: Setup): void => {
  program
    .command('profile')
    .description('record a CPU profile of a running server')
    .argument('<url>', 'address of the server, such as http://127.0.0.1:8000', toServerUrl)
    .option('--seconds <number>', 'how long to record, at most 60', toSeconds, 5)
    .option('--output <file>', 'file to write (default: scriptd-<time>.cpuprofile)')
    .option('--key <key>', 'API key with the scope admin [SCRIPTD_API_KEY]')
    .addHelpText('after', examples)
    .action(async (url: string, flags: Omit<ProfileOptions, 'url'>) => {
      const { profile } = await import('./run.ts')
      const { SCRIPTD_API_KEY: known } = context.env
      await profile({ ...(known !== undefined && { key: known }), ...flags, url }, context)
    })
}
