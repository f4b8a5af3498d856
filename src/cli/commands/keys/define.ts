import { type Command, Option } from 'commander'
import { SCOPES } from '../../../domain/scopes.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import type { Setup } from '../../config-flags.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

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
  const { context } = setup
  const keys = program.command('keys').description('create, list and revoke API keys')
  keys.addHelpText('after', examples)

  const addCommand = (
    command: Command,
    work: (target: CommandTarget, ...args: readonly string[]) => Promise<void>,
  ) => {
    command.addHelpText('after', examples).action(async (...args: readonly string[]) => {
      await work(await readTarget(command, context), ...args)
    })
    addTargetFlags(command, setup)
  }

  const create = keys
    .command('create')
    .description('create a key and print it; it is never shown again')
    .requiredOption('--name <name>', 'what the key is for')
    .addOption(new Option('--scope <scope...>', 'what the key may do').choices(SCOPES).makeOptionMandatory())
    .option('--expires <time>', 'when the key expires, such as 2027-01-01T00:00:00Z')
  addCommand(create, async (target) => {
    const { createKey } = await import('./run.ts')
    const { name, scope, expires } = create.opts<NewKeyFlags>()
    await createKey(target, { name, scopes: scope, ...(expires !== undefined && { expires_at: expires }) })
  })

  const list = keys.command('list').description('list all keys, without the keys themselves')
  addCommand(list, async (target) => {
    const { listKeys } = await import('./run.ts')
    await listKeys(target)
  })

  const revoke = keys
    .command('revoke')
    .description('revoke a key, effective immediately')
    .argument('<id>', 'id of the key, as "keys list" shows it')
  addCommand(revoke, async (target, id = '') => {
    const { revokeKey } = await import('./run.ts')
    await revokeKey(target, id)
  })
}
