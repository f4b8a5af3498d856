import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
"serve" does this at every start, too. Nothing is changed while one is running.

Examples:
  $ scriptd migrate
  $ scriptd migrate --status
`

export const defineMigrate = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .option('--status', 'only list the migrations and whether they are applied')
    .addHelpText('after', examples)
    .action(async ({ status = false }: { status?: boolean }) => {
      const config = await readConfig(command, context)
      const { migrate } = await import('./run.ts')
      await migrate({ config, context, status })
    })
  addConfigFlags(command, setup, databaseVariables)
}
