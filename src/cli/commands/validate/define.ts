import type { Command } from 'commander'
import { readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Prints each problem on a line of its own, with its place in the file. "-" is the
standard input.

Examples:
  $ scriptd validate invoice.yaml
  $ for file in scripts/*.json; do scriptd validate "$file" || exit; done
`

export const defineValidate = (program: Command, { context }: Setup): void => {
  const command = program
    .command('validate')
    .description('find what is wrong with the scripts of a file')
    .argument('<file>', 'one script or an export, as JSON or YAML')
    .addHelpText('after', examples)
    .action(async (file: string) => {
      const config = await readConfig(command, context)
      const { validate } = await import('./run.ts')
      await validate(file, { config, context })
    })
}
