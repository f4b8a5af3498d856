import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
A script that exists under the same name is replaced and keeps its id; any other
is created and gets a new one. Each is saved as a whole, and none of them when
one cannot be saved. Where a sub_script node calls a script of the same file,
its script_id becomes the id that this script has here; any other script_id is
kept, with a note. "-" is the standard input.

Examples:
  $ scriptd import scripts.json --dry-run
  $ scriptd export | scriptd import - --database-url file:copy.db
`

export const defineImport = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('import')
    .description('create or replace scripts by name')
    .argument('<file>', 'one script or an export, as JSON or YAML')
    .option('--dry-run', 'only tell what would be done')
    .addHelpText('after', examples)
    .action(async (file: string, { dryRun = false }: { dryRun?: boolean }) => {
      const config = await readConfig(command, context)
      const { importFile } = await import('./run.ts')
      await importFile({ config, context, file, dryRun })
    })
  addConfigFlags(command, setup, databaseVariables)
}
