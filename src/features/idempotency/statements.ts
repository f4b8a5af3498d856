import type { InStatement, Row } from '@libsql/client'
import { LARGE_ANSWER } from '../../db/schema.ts'
import type { WriteKind } from '../../db/writer.ts'

export interface ClaimWrite {
  readonly key: string
  readonly fingerprint: string
  readonly resourceId: string
  /** ISO-8601. */
  readonly now: string
  /** Claims before this time (ISO-8601) are deleted. */
  readonly expired: string
}

export interface Claim {
  readonly fingerprint: string
  readonly resourceId: string
  /** `undefined` until the claiming request was answered, and forever if the process died before. */
  readonly answer: StoredAnswer | undefined
  /** Whether there was an answer that was deleted to free space. */
  readonly isForgotten: boolean
}

export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const STATEMENTS_PER_CLAIM = 3
const MAX_DELETED = 100

/** Claims the free ones of the keys; returns the current claim of each. */
export const claimKey: WriteKind<ClaimWrite, Claim> = {
  statements: (claims) => [
    ...claims.flatMap(({ key, fingerprint, resourceId, now, expired }): InStatement[] => [
      { sql: 'DELETE FROM idempotency_keys WHERE key = ? AND created_at < ?', args: [key, expired] },
      {
        sql: `INSERT INTO idempotency_keys (key, fingerprint, resource_id, created_at) VALUES (?, ?, ?, ?)
          ON CONFLICT DO NOTHING`,
        args: [key, fingerprint, resourceId, now],
      },
      {
        sql: 'SELECT fingerprint, resource_id, status, headers, body FROM idempotency_keys WHERE key = ?',
        args: [key],
      },
    ]),
    deleteExpired(claims),
  ],
  results: (sets, claims) =>
    claims.map((_, index) => toClaim(sets[index * STATEMENTS_PER_CLAIM + 2]?.rows[0])),
}

// A few at a time, so that no request pays for all keys of a day.
const deleteExpired = (claims: readonly ClaimWrite[]): InStatement => ({
  sql: `DELETE FROM idempotency_keys WHERE key IN
    (SELECT key FROM idempotency_keys WHERE created_at < ? ORDER BY created_at LIMIT ${MAX_DELETED})`,
  args: [claims[0]?.expired ?? ''],
})

const toClaim = (row: Row | undefined): Claim => {
  if (!row) throw new Error('a claimed key was not found')
  const { fingerprint, resource_id: resourceId, status, headers, body } = row
  const claim = { fingerprint: String(fingerprint), resourceId: String(resourceId) }
  if (status === null || body === null) return { ...claim, answer: undefined, isForgotten: status !== null }
  const answer = { status: Number(status), headers: JSON.parse(String(headers)), body: String(body) }
  return { ...claim, answer, isForgotten: false }
}

export const keepAnswer: WriteKind<StoredAnswer & { readonly key: string }, void> = {
  statements: (answers) =>
    answers.map(({ key, status, headers, body }) => ({
      sql: 'UPDATE idempotency_keys SET status = ?, headers = ?, body = ? WHERE key = ?',
      args: [status, JSON.stringify(headers), body, key],
    })),
  results: (_sets, answers) => answers.map(() => undefined),
}

export const releaseKey: WriteKind<string, void> = {
  statements: (keys) => [
    {
      sql: 'DELETE FROM idempotency_keys WHERE key IN (SELECT value FROM json_each(?))',
      args: [JSON.stringify(keys)],
    },
  ],
  results: (_sets, keys) => keys.map(() => undefined),
}

/** Deletes the oldest of the answers with more than 16 KiB, which an index finds; its key stays claimed. */
export const forgetAnswer: WriteKind<void, boolean> = {
  statements: () => [
    {
      sql: `UPDATE idempotency_keys SET body = NULL WHERE key IN
        (SELECT key FROM idempotency_keys WHERE ${LARGE_ANSWER} ORDER BY created_at LIMIT 1)`,
      args: [],
    },
  ],
  results: (sets, items) => items.map(() => (sets[0]?.rowsAffected ?? 0) > 0),
}
