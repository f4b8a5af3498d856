import type { Command } from 'commander'
import type { Setup } from '../../config-flags.ts'
import { defineGroup, type ListFlags, withJson } from '../../resources/group.ts'

const keyHelp = `
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

const setHelp = `
A value is never an argument, because other users of the machine can see the
arguments of a program, and shells store them in their history. At a terminal,
the command asks for the value without showing it; otherwise it reads standard
input. One line break after the value is removed.

Examples:
  $ scriptd secrets set API_TOKEN
  $ printenv API_TOKEN | scriptd secrets set API_TOKEN
  $ scriptd secrets set TLS_KEY --file key.pem
`

const examples = `
Examples:
  $ scriptd secrets set API_TOKEN
  $ scriptd secrets list
  $ scriptd secrets delete API_TOKEN
  $ scriptd secrets rotate
`

export const defineSecrets = (program: Command, setup: Setup): void => {
  const { parent, add } = defineGroup(program, setup, {
    name: 'secrets',
    description: 'set, list and delete secrets, and manage the key that encrypts them',
    help: examples,
  })
  add<{ file?: string }>({
    name: 'set',
    description: 'create a secret or replace its value, which is asked for or read from standard input',
    help: setHelp,
    build: (command) =>
      command
        .argument('<name>', 'name of the secret, such as API_TOKEN')
        .option('--file <file>', 'file with the value; - for standard input'),
    work: async (target, { file }, name = '') => {
      const { setSecret } = await import('./run.ts')
      await setSecret(target, { name, file })
    },
  })
  add<ListFlags>({
    name: 'list',
    description: 'list all secrets, without their values',
    build: withJson,
    work: async (target, flags) => {
      const { listSecrets } = await import('./run.ts')
      await listSecrets(target, flags)
    },
  })
  add({
    name: 'delete',
    description: 'delete a secret',
    build: (command) => command.argument('<name>', 'name of the secret'),
    work: async (target, _flags, name = '') => {
      const { deleteSecret } = await import('./run.ts')
      await deleteSecret(target, name)
    },
  })
  parent
    .command('new-key')
    .description('print a new random key for SECRETS_KEY')
    .addHelpText('after', keyHelp)
    .action(async () => {
      const { printNewKey } = await import('./run.ts')
      await printNewKey(setup.context)
    })
  add({
    name: 'rotate',
    description: 're-encrypt all secrets with the first key in SECRETS_KEY',
    help: keyHelp,
    work: async (target) => {
      const { rotateSecrets } = await import('./run.ts')
      await rotateSecrets(target)
    },
  })
}
