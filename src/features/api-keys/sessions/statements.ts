import type { WriteKind } from '../../../db/writer.ts'
import type { ApiKeyWrite } from '../statements.ts'

/** A session to store. Sessions that have expired by `created_at` are deleted along with it. */
export interface SessionWrite extends ApiKeyWrite {
  readonly parent_id: string
  /** How many sessions of the key are left, with this one. */
  readonly most: number
}

/** Returns the hashes of the sessions that were ended to make room, the oldest ones of the key. */
export const insertSession: WriteKind<SessionWrite, string[]> = {
  statements: (writes) =>
    writes.flatMap(({ id, name, hash, prefix, scopes, created_at, expires_at, parent_id, most }) => [
      {
        sql: 'DELETE FROM api_keys WHERE parent_id IS NOT NULL AND expires_at <= ?',
        args: [created_at],
      },
      {
        sql: `INSERT INTO api_keys (id, name, hash, prefix, scopes, created_at, expires_at, parent_id)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        args: [id, name, hash, prefix, scopes, created_at, expires_at, parent_id],
      },
      {
        sql: `DELETE FROM api_keys WHERE parent_id = ?1 AND id IN (
          SELECT id FROM api_keys WHERE parent_id = ?1 ORDER BY id DESC LIMIT -1 OFFSET ?2) RETURNING hash`,
        args: [parent_id, most],
      },
    ]),
  results: (sets, writes) =>
    writes.map((_, index) => (sets[3 * index + 2]?.rows ?? []).map(({ hash }) => String(hash))),
}

export const deleteKey: WriteKind<string, void> = {
  statements: (ids) => ids.map((id) => ({ sql: 'DELETE FROM api_keys WHERE id = ?', args: [id] })),
  results: (_sets, ids) => ids.map(() => undefined),
}
