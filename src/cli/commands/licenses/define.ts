import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd licenses | less
`

export const defineLicenses = (program: Command, { context }: Setup): void => {
  program
    .command('licenses')
    .description('print the licences of all code in this program')
    .addHelpText('after', examples)
    .action(async () => {
      const { printLicenses } = await import('./run.ts')
      await printLicenses(context)
    })
}
