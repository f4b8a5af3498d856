import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

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
      const target = await readTarget(command, context)
      const { stats } = await import('./run.ts')
      await stats({ ...target, json })
    })
  addTargetFlags(command, setup)
}
