import type { InStatement, InValue } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'

/** What clients decide about a webhook. */
export interface WebhookSettings {
  readonly script_id: number
  readonly name: string
  readonly methods: readonly string[]
  readonly auth: object
  readonly raw: boolean
  readonly delivery_id: string | null
  readonly filter: string | null
  readonly rate_limit: number | null
  readonly max_body_bytes: number | null
  readonly respond: 'accepted' | 'output'
  readonly respond_timeout_ms: number | null
  readonly enabled: boolean
}

export interface Versioned {
  readonly id: number
  readonly version: number
}

interface WebhookWrite {
  readonly settings: WebhookSettings
  /** ISO-8601. */
  readonly now: string
}

const COLUMNS = [
  'script_id',
  'name',
  'methods',
  'auth',
  'raw',
  'delivery_id',
  'filter',
  'rate_limit',
  'max_body_bytes',
  'respond',
  'respond_timeout_ms',
  'enabled',
] as const

const valuesOf = (settings: WebhookSettings): InValue[] => [
  settings.script_id,
  settings.name,
  JSON.stringify(settings.methods),
  JSON.stringify(settings.auth),
  Number(settings.raw),
  settings.delivery_id,
  settings.filter,
  settings.rate_limit,
  settings.max_body_bytes,
  settings.respond,
  settings.respond_timeout_ms,
  Number(settings.enabled),
]

/** Gives the new id; `undefined` when the script does not exist. */
export const createWebhook: WriteKind<WebhookWrite & { readonly hash: string }, number | undefined> = {
  statements: (writes) =>
    writes.map(({ settings, hash, now }) => ({
      sql: `INSERT INTO webhooks (${COLUMNS}, token_hash, version, created_at, updated_at)
        SELECT ${COLUMNS.map(() => '?')}, ?, 1, ?, ? WHERE EXISTS (SELECT 1 FROM scripts WHERE id = ?) RETURNING id`,
      args: [...valuesOf(settings), hash, now, now, settings.script_id],
    })),
  results: (sets) => sets.map(({ rows }) => (rows[0] ? Number(rows[0].id) : undefined)),
}

/** `false` when the webhook has changed since it was read, or the script does not exist. */
export const replaceWebhook: WriteKind<WebhookWrite & Versioned, boolean> = {
  statements: (writes) =>
    writes.map(({ settings, now, id, version }) => ({
      sql: `UPDATE webhooks SET ${COLUMNS.map((name) => `${name} = ?`)}, version = version + 1, updated_at = ?
        WHERE id = ? AND version = ? AND EXISTS (SELECT 1 FROM scripts WHERE id = ?)`,
      args: [...valuesOf(settings), now, id, version, settings.script_id],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

export interface Rotation extends Versioned {
  readonly hash: string
  readonly now: string
  /** How long the old token is still accepted. */
  readonly until: string
}

export const rotateToken: WriteKind<Rotation, boolean> = {
  statements: (rotations) =>
    rotations.map(({ id, version, hash, now, until }) => ({
      sql: `UPDATE webhooks SET old_token_hash = token_hash, old_token_until = ?, token_hash = ?,
        version = version + 1, updated_at = ? WHERE id = ? AND version = ?`,
      args: [until, hash, now, id, version],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

export const deleteWebhook: WriteKind<Versioned, boolean> = {
  statements: (items) =>
    items.map(({ id, version }) => ({
      sql: 'DELETE FROM webhooks WHERE id = ? AND version = ?',
      args: [id, version],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

export interface Delivery {
  readonly webhookId: number
  /** The id of the execution when the delivery has none. */
  readonly deliveryId: string
  /** That may start only one execution. */
  readonly signature: string | undefined
  readonly executionId: string
  /** ISO-8601. */
  readonly receivedAt: string
  /** Records of deliveries before that time no longer count. */
  readonly expired: string
}

/** With each new record so many expired ones are deleted. */
const MAX_PRUNED = 10

/** Fails, by a constraint, when the same delivery or signature has started an execution before: with it fails the transaction. */
export const deliveryStatements = (delivery: Delivery): InStatement[] => {
  const { webhookId, deliveryId, signature = null, executionId, receivedAt, expired } = delivery
  return [
    {
      sql: 'DELETE FROM webhook_deliveries WHERE webhook_id = ? AND delivery_id = ? AND received_at < ?',
      args: [webhookId, deliveryId, expired],
    },
    {
      sql: `DELETE FROM webhook_deliveries WHERE rowid IN
        (SELECT rowid FROM webhook_deliveries WHERE received_at < ? ORDER BY received_at LIMIT ${MAX_PRUNED})`,
      args: [expired],
    },
    {
      sql: `INSERT INTO webhook_deliveries (webhook_id, delivery_id, signature, execution_id, received_at)
        VALUES (?, ?, ?, ?, ?)`,
      args: [webhookId, deliveryId, signature, executionId, receivedAt],
    },
  ]
}
