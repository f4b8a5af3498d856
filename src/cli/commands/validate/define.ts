import type { Command } from 'commander'
import { readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Prints one problem per line, with its path in the file. "-" reads the standard
input.

Examples:
  $ scriptd validate invoice.yaml
  $ for file in scripts/*.json; do scriptd validate "$file" || exit; done
`

export const defineValidate = (program: Command, { context }: Setup): void => {
  const command = program
    .command('validate')
    .description('check the scripts in a file and list every problem')
    .argument('<file>', 'a script or an export, as JSON or YAML')
    .addHelpText('after', examples)
    .action(async (file: string) => {
      const config = await readConfig(command, context)
      const { validate } = await import('./run.ts')
      await validate(file, { config, context })
    })
}
