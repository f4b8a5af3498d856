import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

const examples = `
Scripts are exported with their schedules and webhooks, but without webhook
tokens and secrets.

Examples:
  $ scriptd export > scripts.json
  $ scriptd export 3 "Order totals" --output invoices.yaml
  $ scriptd export --variables --output everything.yaml
`

interface Flags {
  readonly yaml?: boolean
  readonly output?: string
  readonly variables?: boolean
}

export const defineExport = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('export')
    .description('write scripts to a file that "import" reads')
    .argument('[script...]', 'ids or names of the scripts to export (default: all)')
    .option('--yaml', 'write YAML; implied by an output file ending in .yaml or .yml')
    .option('--output <file>', 'file to write (default: standard output)')
    .option('--variables', 'also export all variables')
    .addHelpText('after', examples)
    .action(async (chosen: readonly string[], { yaml, output, variables = false }: Flags) => {
      const target = await readTarget(command, context)
      const { exportScripts } = await import('./run.ts')
      const isYaml = yaml ?? /\.ya?ml$/.test(output ?? '')
      await exportScripts({ ...target, chosen, yaml: isYaml, output, variables })
    })
  addTargetFlags(command, setup)
}
