import { RefusedError } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { ApiKey, CreatedApiKey } from '../../api/schema.ts'
import { CommandError, print } from '../../context.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expires_at?: string
}

const PATH = '/api/keys'

/** Creates a key. Standard output gets the secret alone, so that a shell script can capture it. */
export const createKey = async (target: CommandTarget, key: NewKey): Promise<void> => {
  // The first key is created before the first start of a server, when there is no database yet.
  const created = await withApi({ ...target, create: true }, (api) =>
    api.call(CreatedApiKey, 'POST', PATH, { body: key }),
  )
  target.context.stderr.write(`${created.id} was created. Its secret is shown only now:\n`)
  await print(target.context.stdout, `${created.key}\n`)
}

const columns: Columns<ApiKey> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  prefix: ({ prefix }) => prefix,
  scopes: ({ scopes }) => scopes.join(' '),
  'last used': ({ last_used_at }) => last_used_at ?? 'never',
  state: (key) => stateOf(key),
}

/** Prints every key, without its secret. */
export const listKeys = async (target: CommandTarget, flags: ListFlags): Promise<void> => {
  const keys = await withApi(target, (api) => Array.fromAsync(api.list(ApiKey, PATH)))
  await printList(target.context, keys, columns, flags)
}

const stateOf = ({ revoked_at, expires_at }: ApiKey): string => {
  if (revoked_at !== null) return `revoked ${revoked_at}`
  return expires_at === null ? 'valid' : `until ${expires_at}`
}

/** Revokes a key; has no effect on one that is already revoked. */
export const revokeKey = async (target: CommandTarget, id: string): Promise<void> => {
  const key = await withApi(target, (api) =>
    api.call(ApiKey, 'DELETE', `${PATH}/${encodeURIComponent(id)}`).catch((error) => {
      const isUnknown = error instanceof RefusedError && [404, 422].includes(error.status)
      if (!isUnknown) throw error
      throw new CommandError(`there is no API key "${id}"; "scriptd keys list" shows their ids`, {
        cause: error,
      })
    }),
  )
  target.context.stderr.write(`${key.name} (${key.id}) is revoked\n`)
}
