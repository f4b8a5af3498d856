import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd stats
  $ scriptd stats --json | jq .executions.failed
`

export const defineStats = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('stats')
    .description('print the dashboard statistics')
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', examples)
    .action(async ({ json = false }: { json?: boolean }) => {
      const config = await readConfig(command, context)
      const { stats } = await import('./run.ts')
      await stats({ config, context, json })
    })
  addConfigFlags(command, setup, databaseVariables)
}
