import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd openapi > openapi.json
  $ scriptd openapi --yaml > openapi.yaml
`

export const defineOpenApi = (program: Command, { context }: Setup): void => {
  program
    .command('openapi')
    .description('print the OpenAPI document')
    .option('--yaml', 'print YAML instead of JSON')
    .addHelpText('after', examples)
    .action(async ({ yaml = false }: { yaml?: boolean }) => {
      const { openApi } = await import('./run.ts')
      await openApi(context, yaml)
    })
}
