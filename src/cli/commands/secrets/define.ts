import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Several keys in SECRETS_KEY are separated by commas: the first one encrypts, all
of them decrypt. To change the key, put a new one in front, restart the server,
rotate, and take the old one away.

Examples:
  $ SECRETS_KEY="$(scriptd secrets new-key)" scriptd serve
  $ scriptd secrets rotate
`

export const defineSecrets = (program: Command, setup: Setup): void => {
  const { context } = setup
  const secrets = program.command('secrets').description('work with the keys that encrypt secrets')
  secrets.addHelpText('after', examples)
  secrets
    .command('new-key')
    .description('print a fresh key for SECRETS_KEY')
    .addHelpText('after', examples)
    .action(async () => {
      const { printNewKey } = await import('./run.ts')
      await printNewKey(context)
    })
  const rotate = secrets
    .command('rotate')
    .description('encrypt every secret with the first key of SECRETS_KEY')
    .addHelpText('after', examples)
    .action(async () => {
      const config = await readConfig(rotate, context)
      const { rotateSecrets } = await import('./run.ts')
      await rotateSecrets({ config, context })
    })
  addConfigFlags(rotate, setup, databaseVariables)
}
