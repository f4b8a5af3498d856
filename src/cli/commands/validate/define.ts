import type { Command } from 'commander'
import { readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Prints one problem per line, with its path in the file. "-" reads the standard
input, and a folder stands for all its .json, .yaml and .yml files.

Examples:
  $ scriptd validate invoice.yaml
  $ scriptd validate scripts/
`

export const defineValidate = (program: Command, { context }: Setup): void => {
  const command = program
    .command('validate')
    .description('check the scripts in a file and list every problem')
    .argument('<file>', 'a script or an export, as JSON or YAML, or a folder of such files')
    .addHelpText('after', examples)
    .action(async (file: string) => {
      const config = await readConfig(command, context)
      const { validate } = await import('./run.ts')
      await validate(file, { config, context })
    })
}
