import { and, eq, gt, gte, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { type CreationOrder, inCreationOrder } from '../../../db/lists/creation-order.ts'
import { webhookDeliveries, webhooks } from '../../../db/schema/webhooks.ts'
import type { Writer } from '../../../db/writer.ts'
import {
  createWebhook,
  deleteWebhook,
  type Rotation,
  replaceWebhook,
  rotateToken,
  type Versioned,
} from './statements.ts'

export type WebhookRow = typeof webhooks.$inferSelect

export interface SameDelivery {
  readonly id: string | undefined
  readonly signature: string | undefined
  readonly since: string
}

export type StartedDelivery = Pick<typeof webhookDeliveries.$inferSelect, 'delivery_id' | 'execution_id'>

const prepare = ({ orm }: Database) => ({
  find: orm
    .select()
    .from(webhooks)
    .where(eq(webhooks.id, sql.placeholder('id')))
    .prepare(),
  findByHash: orm
    .select()
    .from(webhooks)
    .where(
      or(
        eq(webhooks.token_hash, sql.placeholder('hash')),
        and(
          eq(webhooks.old_token_hash, sql.placeholder('hash')),
          gt(webhooks.old_token_until, sql.placeholder('now')),
        ),
      ),
    )
    .prepare(),
})

interface WebhookPage extends CreationOrder {
  readonly scriptId?: number | undefined
  readonly limit: number
}

export class WebhookRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  find(id: number): Promise<WebhookRow | undefined> {
    return this.#query.find.get({ id })
  }

  /** The webhook with this token, or with this one before it at the time `now` (ISO-8601). */
  findByHash(hash: string, now: string): Promise<WebhookRow | undefined> {
    return this.#query.findByHash.get({ hash, now })
  }

  page({ scriptId, limit, ...place }: WebhookPage) {
    const { beyond, order } = inCreationOrder(webhooks.id, place)
    return this.#database.orm
      .select()
      .from(webhooks)
      .where(and(beyond, scriptId === undefined ? undefined : eq(webhooks.script_id, scriptId)))
      .orderBy(order)
      .limit(limit)
  }

  /** What has started an execution at the time `since` (ISO-8601) or later with the same id or signature. */
  startedBy(webhookId: number, { id, signature, since }: SameDelivery): Promise<StartedDelivery[]> {
    const { webhook_id, delivery_id, execution_id, received_at, signature: used } = webhookDeliveries
    const isSame = or(
      id === undefined ? undefined : eq(delivery_id, id),
      signature === undefined ? undefined : eq(used, signature),
    )
    return this.#database.orm
      .select({ delivery_id, execution_id })
      .from(webhookDeliveries)
      .where(and(eq(webhook_id, webhookId), gte(received_at, since), isSame))
  }

  create(write: Parameters<typeof createWebhook.statements>[0][number]): Promise<number | undefined> {
    return this.#writer.write(createWebhook, write)
  }

  replace(write: Parameters<typeof replaceWebhook.statements>[0][number]): Promise<boolean> {
    return this.#writer.write(replaceWebhook, write)
  }

  rotate(rotation: Rotation): Promise<boolean> {
    return this.#writer.write(rotateToken, rotation)
  }

  remove(version: Versioned): Promise<boolean> {
    return this.#writer.write(deleteWebhook, version)
  }
}
