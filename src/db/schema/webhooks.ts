import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { scripts } from '../schema.ts'

/** Addresses whose requests start scripts. */
export const webhooks = sqliteTable(
  'webhooks',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    script_id: integer()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** Names of HTTP methods, JSON. */
    methods: text().notNull(),
    /** What requests must prove in addition to knowing the token, JSON. */
    auth: text().notNull().default('{"type":"none"}'),
    /** Whether the body is passed on as it arrived, too. */
    raw: integer({ mode: 'boolean' }).notNull(),
    /** The header or template that identifies a delivery. */
    delivery_id: text(),
    /** The expression that decides which deliveries start an execution. */
    filter: text(),
    /** Per second. */
    rate_limit: real(),
    max_body_bytes: integer(),
    /** What answers: that the execution is on disk, or what the script puts out. */
    respond: text({ enum: ['accepted', 'output'] })
      .notNull()
      .default('accepted'),
    respond_timeout_ms: integer(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    /** The token itself is not stored. */
    token_hash: text().notNull().unique(),
    /** Of the token before, which is accepted for a while after a rotation. */
    old_token_hash: text(),
    /** ISO-8601. */
    old_token_until: text(),
    version: integer().notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    index('webhooks_old_token').on(table.old_token_hash),
    index('webhooks_script').on(table.script_id, table.id),
  ],
)

/** The executions that deliveries with an id, or a signature that is good for one, have started; for a day. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    webhook_id: integer()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** The id of the execution when the delivery has none. */
    delivery_id: text().notNull(),
    execution_id: text().notNull(),
    /** By which no other execution may be started. */
    signature: text(),
    /** ISO-8601. */
    received_at: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.webhook_id, table.delivery_id] }),
    index('webhook_deliveries_received').on(table.received_at),
    uniqueIndex('webhook_deliveries_signature').on(table.webhook_id, table.signature),
  ],
)

/** Outcomes of the last deliveries. */
export const webhookRecords = sqliteTable(
  'webhook_records',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    webhook_id: integer()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    is_started: integer({ mode: 'boolean' }).notNull(),
    verdict: text().notNull(),
    reason: text(),
    delivery_id: text(),
    execution_id: text(),
    /** ISO-8601. */
    received_at: text().notNull(),
    /** Of the last one that it counts, ISO-8601. */
    last_at: text().notNull(),
    count: integer().notNull(),
    client_ip: text(),
    request: text({ mode: 'json' }),
  },
  (table) => [index('webhook_records_kind').on(table.webhook_id, table.is_started, table.id)],
)
