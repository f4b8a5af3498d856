import type { WriteKind } from '../../db/writer.ts'
import type { Sealed } from '../../lib/store/keyring.ts'

/** A secret as it is stored. */
export interface SecretRow extends Sealed {
  readonly name: string
  /** ISO-8601. */
  readonly created_at: string
  readonly updated_at: string
}

/** A secret that is sealed anew, if it still is as it was. */
export interface Resealing extends Sealed {
  readonly name: string
  readonly was: string
}

export const MOST_SECRETS = 1000

const SAVE = `INSERT INTO secrets (name, key_id, sealed, created_at, updated_at) SELECT ?, ?, ?, ?, ?
  WHERE EXISTS (SELECT 1 FROM secrets WHERE name = ?) OR (SELECT count(*) FROM secrets) < ${MOST_SECRETS}
  ON CONFLICT DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, updated_at = excluded.updated_at`

/** Creates a secret or replaces its value; `false` when there is no room for one more. */
export const saveSecret: WriteKind<SecretRow, boolean> = {
  statements: (rows) =>
    rows.map(({ name, key_id, sealed, created_at, updated_at }) => ({
      sql: SAVE,
      args: [name, key_id, sealed, created_at, updated_at, name],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** `false` when there is no such secret. */
export const deleteSecret: WriteKind<string, boolean> = {
  statements: (names) => names.map((name) => ({ sql: 'DELETE FROM secrets WHERE name = ?', args: [name] })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** Seals all of them anew or none. */
export const resealSecrets: WriteKind<readonly Resealing[], void> = {
  statements: (items) =>
    items.flat().map(({ name, key_id, sealed, was }) => ({
      sql: 'UPDATE secrets SET key_id = ?, sealed = ? WHERE name = ? AND sealed = ?',
      args: [key_id, sealed, name, was],
    })),
  results: (_sets, items) => items.map(() => undefined),
}
