import type { Command } from 'commander'
import { addConfigFlags, readServerConfig, type Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd serve
  $ scriptd serve --port 9000 --database-url file:/var/lib/scriptd.db
`

export const defineServe = (program: Command, setup: Setup): void => {
  const command = program
    .command('serve')
    .description('store, run and serve scripts until the process is told to stop')
    .addHelpText('after', examples)
    .action(async () => {
      const config = await readServerConfig(command, setup.context)
      // A command's code is loaded when it runs, so that help and mistakes are answered at once.
      const { serve } = await import('./run.ts')
      await serve(config, setup.context)
    })
  addConfigFlags(command, setup)
}
