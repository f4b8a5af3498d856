import type { Command } from 'commander'
import { addConfigFlags, databaseVariables, readConfig, type Setup } from '../../config-flags.ts'

const examples = `
Keep the key: without it the secrets are lost, and backups do not contain it.
The first example appends a new key to the file .env, which commands read from
the folder they are started in.

To change the key, put a new one in front of the old one, separated by a comma
(SECRETS_KEY=new,old), restart the server, and rotate: the first key encrypts,
and all of them decrypt. Then remove the old key.

Examples:
  $ (umask 077; echo "SECRETS_KEY=$(scriptd secrets new-key)" >> .env)
  $ scriptd serve
  $ scriptd secrets rotate
`

export const defineSecrets = (program: Command, setup: Setup): void => {
  const { context } = setup
  const secrets = program.command('secrets').description('manage the key that encrypts secrets')
  secrets.addHelpText('after', examples)
  secrets
    .command('new-key')
    .description('print a new random key for SECRETS_KEY')
    .addHelpText('after', examples)
    .action(async () => {
      const { printNewKey } = await import('./run.ts')
      await printNewKey(context)
    })
  const rotate = secrets
    .command('rotate')
    .description('re-encrypt all secrets with the first key in SECRETS_KEY')
    .addHelpText('after', examples)
    .action(async () => {
      const config = await readConfig(rotate, context)
      const { rotateSecrets } = await import('./run.ts')
      await rotateSecrets({ config, context })
    })
  addConfigFlags(rotate, setup, databaseVariables)
}
