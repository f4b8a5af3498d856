import { withApi } from '../../api/connect.ts'
import type { Place } from '../../api/find-server.ts'
import { ApiKey, CreatedApiKey } from '../../api/schema.ts'
import { print } from '../../context.ts'
import { toTable } from '../../table.ts'

export type KeyAccess = Place

export interface NewKey {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expires_at?: string
}

const PATH = '/api/keys'

/** Makes a key and prints it alone, so that a script can take it; it is not kept anywhere. */
export const createKey = async (access: KeyAccess, key: NewKey): Promise<void> => {
  // The first key is made before there is a server, and so before there is a database.
  const created = await withApi({ ...access, create: true }, (api) =>
    api.call(CreatedApiKey, 'POST', PATH, { body: key }),
  )
  access.context.stderr.write(`${created.id} was made. Its secret is shown only now:\n`)
  await print(access.context.stdout, `${created.key}\n`)
}

const header = ['id', 'name', 'begins', 'scopes', 'last used', 'state']

/** Prints every key without its secret. */
export const listKeys = async (access: KeyAccess): Promise<void> => {
  const keys = await withApi(access, (api) => Array.fromAsync(api.list(ApiKey, PATH)))
  await print(access.context.stdout, toTable([header, ...keys.map(toRow)]))
}

const toRow = (key: ApiKey): string[] => [
  key.id,
  key.name,
  key.prefix,
  key.scopes.join(' '),
  key.last_used_at ?? 'never',
  stateOf(key),
]

const stateOf = ({ revoked_at, expires_at }: ApiKey): string => {
  if (revoked_at !== null) return `revoked ${revoked_at}`
  return expires_at === null ? 'valid' : `until ${expires_at}`
}

/** Revokes a key; one that was revoked before stays so. */
export const revokeKey = async (access: KeyAccess, id: string): Promise<void> => {
  const key = await withApi(access, (api) => api.call(ApiKey, 'DELETE', `${PATH}/${encodeURIComponent(id)}`))
  access.context.stderr.write(`${key.name} (${key.id}) opens nothing any more\n`)
}
