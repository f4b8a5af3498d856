import type { WriteKind } from '../../db/writer.ts'
import type { Sealed } from '../../lib/store/keyring.ts'

/** A stored secret. */
export interface SecretRow extends Sealed {
  readonly name: string
  /** ISO-8601. */
  readonly created_at: string
  readonly updated_at: string
}

/** A newly sealed secret, to be stored unless its value has changed. */
export interface Resealing extends Sealed {
  readonly name: string
  readonly previous: string
}

export const MAX_SECRETS = 1000

const SAVE = `INSERT INTO secrets (name, key_id, sealed, created_at, updated_at) SELECT ?, ?, ?, ?, ?
  WHERE EXISTS (SELECT 1 FROM secrets WHERE name = ?) OR (SELECT count(*) FROM secrets) < ${MAX_SECRETS}
  ON CONFLICT DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, updated_at = excluded.updated_at`

/** Creates a secret or replaces its value; `false` if there are too many secrets. */
export const saveSecret: WriteKind<SecretRow, boolean> = {
  statements: (rows) =>
    rows.map(({ name, key_id, sealed, created_at, updated_at }) => ({
      sql: SAVE,
      args: [name, key_id, sealed, created_at, updated_at, name],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** `false` if there is no such secret. */
export const deleteSecret: WriteKind<string, boolean> = {
  statements: (names) => names.map((name) => ({ sql: 'DELETE FROM secrets WHERE name = ?', args: [name] })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** Stores all newly sealed secrets or none. */
export const resealSecrets: WriteKind<readonly Resealing[], void> = {
  statements: (items) =>
    items.flat().map(({ name, key_id, sealed, previous }) => ({
      sql: 'UPDATE secrets SET key_id = ?, sealed = ? WHERE name = ? AND sealed = ?',
      args: [key_id, sealed, name, previous],
    })),
  results: (_sets, items) => items.map(() => undefined),
}
