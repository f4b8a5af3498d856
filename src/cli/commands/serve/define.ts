import type { Command } from 'commander'
import { addConfigFlags, readServerConfig, type Setup } from '../../config-flags.ts'

const examples = `
Each option can also be set by the variable shown in brackets, in the
environment or in a file .env in the current folder. SIGTERM or Ctrl-C stops the
server once running requests have finished, a second one stops it immediately.

Examples:
  $ scriptd serve
  $ scriptd serve --port 9000 --database-url file:/var/lib/scriptd.db
`

export const defineServe = (program: Command, setup: Setup): void => {
  const command = program
    .command('serve')
    .description('start the server')
    .addHelpText('after', examples)
    .action(async () => {
      const config = await readServerConfig(command, setup.context)
      // A command's code is loaded when it runs, so that help and mistakes are answered at once.
      const { serve } = await import('./run.ts')
      await serve(config, setup.context)
    })
  addConfigFlags(command, setup)
}
