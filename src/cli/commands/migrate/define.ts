import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
"serve" also migrates the database when it starts. The command refuses to change
a database that a server is using.

Examples:
  $ scriptd migrate
  $ scriptd migrate --status
`

export const defineMigrate = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('migrate')
    .description('bring the database schema up to date')
    .option('--status', 'list the migrations and whether each is applied')
    .addHelpText('after', examples)
    .action(async ({ status = false }: { status?: boolean }) => {
      const config = await readConfig(command, context)
      const { migrate } = await import('./run.ts')
      await migrate({ config, context, status })
    })
  addConfigFlags(command, setup, databaseVariables)
}
