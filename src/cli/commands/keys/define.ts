import { type Command, Option } from 'commander'
import { SCOPES } from '../../../domain/scopes.ts'
import type { Setup } from '../../config-flags.ts'
import { defineGroup, type ListFlags, withJson } from '../../resources/group.ts'

const examples = `
Examples:
  $ scriptd keys create --name admin --scope admin
  $ scriptd keys create --name nightly --scope read execute \\
      --expires 2027-01-01T00:00:00Z
  $ scriptd keys list
  $ scriptd keys revoke key_01KARDDJ80FXR3ZC8PCBFZ4WQZ
`

interface NewKeyFlags {
  readonly name: string
  readonly scope: readonly string[]
  readonly expires?: string
}

export const defineKeys = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'keys',
    description: 'create, list and revoke API keys',
    help: examples,
  })
  add<NewKeyFlags>({
    name: 'create',
    description: 'create a key and print it; it is never shown again',
    build: (command) =>
      command
        .requiredOption('--name <name>', 'what the key is for')
        .addOption(
          new Option('--scope <scope...>', 'scopes of the key').choices(SCOPES).makeOptionMandatory(),
        )
        .option('--expires <time>', 'when the key expires, such as 2027-01-01T00:00:00Z'),
    work: async (target, { name, scope, expires }) => {
      const { createKey } = await import('./run.ts')
      await createKey(target, { name, scopes: scope, ...(expires !== undefined && { expires_at: expires }) })
    },
  })
  add<ListFlags>({
    name: 'list',
    description: 'list all keys, without the keys themselves',
    build: withJson,
    work: async (target, flags) => {
      const { listKeys } = await import('./run.ts')
      await listKeys(target, flags)
    },
  })
  add({
    name: 'revoke',
    description: 'revoke a key, effective immediately',
    build: (command) => command.argument('<id>', 'id of the key, as "keys list" shows it'),
    work: async (target, _flags, id = '') => {
      const { revokeKey } = await import('./run.ts')
      await revokeKey(target, id)
    },
  })
}
