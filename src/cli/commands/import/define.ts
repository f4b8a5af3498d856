import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

const examples = `
An existing script of the same name is replaced and keeps its id; any other
script is created with a new id. Nothing is saved unless every script is valid.
When a sub_script node calls a script of the same file, its script_id is changed
to the id which that script has in this database; any other script_id is kept
and reported. Schedules and webhooks of a script are created, or replaced by
name; those that are not in the file are kept. Anything that must be set
afterwards, such as secrets, is listed. "-" reads standard input, and a folder
stands for all .json, .yaml and .yml files in it and its subfolders.

Examples:
  $ scriptd import scripts.json --dry-run
  $ scriptd import scripts/ --url https://scriptd.example.com
  $ scriptd export | scriptd import - --database-url file:copy.db
`

interface Flags {
  readonly dryRun?: boolean
  readonly variables?: boolean
}

export const defineImport = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('import')
    .description('create scripts, or replace those of the same name')
    .argument('<file>', 'a script or an export, as JSON or YAML, or a folder of such files')
    .option('--dry-run', 'show what would be done without doing it')
    .option('--variables', 'also import the variables in the file')
    .addHelpText('after', examples)
    .action(async (file: string, { dryRun = false, variables = false }: Flags) => {
      const target = await readTarget(command, context)
      const { importFile } = await import('./run.ts')
      await importFile({ ...target, file, dryRun, variables })
    })
  addTargetFlags(command, setup)
}
