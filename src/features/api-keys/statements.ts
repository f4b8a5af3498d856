import type { WriteKind } from '../../db/writer.ts'

/** A stored key. `scopes` is a JSON list, times are ISO-8601. */
export interface ApiKeyWrite {
  readonly id: string
  readonly name: string
  readonly hash: string
  readonly prefix: string
  readonly scopes: string
  readonly created_at: string
  readonly expires_at: string | null
}

/** The time (ISO-8601) of an event in the life of a key. */
export interface ApiKeyMark {
  readonly id: string
  readonly at: string
}

export const insertKey: WriteKind<ApiKeyWrite, void> = {
  statements: (writes) =>
    writes.map(({ id, name, hash, prefix, scopes, created_at, expires_at }) => ({
      sql: `INSERT INTO api_keys (id, name, hash, prefix, scopes, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
      args: [id, name, hash, prefix, scopes, created_at, expires_at],
    })),
  results: (_sets, writes) => writes.map(() => undefined),
}

/** Revokes a key and its sessions. Keeps the time of the first revocation. */
export const revokeKey: WriteKind<ApiKeyMark, void> = {
  statements: (marks) =>
    marks.map(({ id, at }) => ({
      sql: 'UPDATE api_keys SET revoked_at = ? WHERE (id = ? OR parent_id = ?) AND revoked_at IS NULL',
      args: [at, id, id],
    })),
  results: (_sets, marks) => marks.map(() => undefined),
}

export const markUsed: WriteKind<ApiKeyMark, void> = {
  statements: (marks) =>
    marks.map(({ id, at }) => ({ sql: 'UPDATE api_keys SET last_used_at = ? WHERE id = ?', args: [at, id] })),
  results: (_sets, marks) => marks.map(() => undefined),
}
