import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
An existing script of the same name is replaced and keeps its id; any other
script is created with a new id. Nothing is saved unless every script is valid.
When a sub_script node calls a script of the same file, its script_id is changed
to the id which that script has in this database; any other script_id is kept
and reported. "-" reads the standard input.

Examples:
  $ scriptd import scripts.json --dry-run
  $ scriptd export | scriptd import - --database-url file:copy.db
`

export const defineImport = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('import')
    .description('create scripts, or replace those of the same name')
    .argument('<file>', 'a script or an export, as JSON or YAML')
    .option('--dry-run', 'show what would be done without doing it')
    .addHelpText('after', examples)
    .action(async (file: string, { dryRun = false }: { dryRun?: boolean }) => {
      const config = await readConfig(command, context)
      const { importFile } = await import('./run.ts')
      await importFile({ config, context, file, dryRun })
    })
  addConfigFlags(command, setup, databaseVariables)
}
