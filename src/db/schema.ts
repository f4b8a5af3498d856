import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core'
import type { RetentionRule } from '../domain/retention-rule.ts'
import type { Scope } from '../domain/scopes.ts'
import { ON_MAX_CONCURRENT } from '../domain/triggers/max-concurrent.ts'
import { API_TRIGGER, type Trigger } from '../domain/triggers/trigger.ts'

/** In all tables, times are ISO 8601 text in UTC with milliseconds, and JSON is text. */
export const scripts = sqliteTable(
  'scripts',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    name: text().notNull().unique(),
    /** The name in NFC, in which names are compared; null until it is first filled in. */
    name_key: text().unique(),
    /** The name without its case, in which names are searched; null until it is first filled in. */
    name_folded: text(),
    description: text(),
    active: integer({ mode: 'boolean' }).notNull(),
    execution_order: integer().notNull(),
    /** Retention of its executions; null for the server's default. */
    retention: text({ mode: 'json' }).$type<RetentionRule>(),
    /** Whether an expression that finds nothing is a failure. */
    strict: integer({ mode: 'boolean' }).notNull().default(false),
    tags: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Time limit of its executions; null for the server's. */
    timeout_ms: integer(),
    /** How many of its executions may be under way at once; null for any number. */
    max_concurrent: integer(),
    /** What happens to further ones: `queue` or `skip`. */
    on_max_concurrent: text({ enum: ON_MAX_CONCURRENT }).notNull().default('queue'),
    /** The script that runs when an execution has failed; null for the server's. It cannot be deleted before. */
    on_failure: integer().references((): AnySQLiteColumn => scripts.id),
    /** The same when one has completed. */
    on_success: integer().references((): AnySQLiteColumn => scripts.id),
    version: integer().notNull(),
    graph_hash: text().notNull(),
    node_count: integer().notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    index('scripts_updated').on(table.updated_at, table.id),
    index('scripts_active').on(table.active, table.execution_order, table.id),
    index('scripts_active_updated').on(table.active, table.updated_at, table.id),
    index('scripts_on_failure').on(table.on_failure).where(sql`on_failure IS NOT NULL`),
    index('scripts_on_success').on(table.on_success).where(sql`on_success IS NOT NULL`),
  ],
)

/** Graphs of scripts, of their versions and of executions, stored once per content. */
export const graphs = sqliteTable('graphs', {
  hash: text().primaryKey(),
  graph: text().notNull(),
})

/** Which executions are only on disk, until a time or an event; SQLite takes an index only for the same condition. */
export const IS_DELAYED = "status IN ('scheduled', 'waiting')"

export const executions = sqliteTable(
  'executions',
  {
    id: text().primaryKey(),
    script_id: integer(),
    graph_hash: text().notNull(),
    batch_id: text(),
    retry_of: text(),
    status: text().notNull(),
    input: text().notNull(),
    output: text().notNull(),
    error: text({ mode: 'json' }),
    attempts: integer().notNull(),
    timeout_ms: integer(),
    created_at: text().notNull(),
    started_at: text(),
    finished_at: text(),
    /** When one with the status `scheduled` is to start, or one with the status `waiting` to go on; null for never. */
    start_at: text(),
    duration_ms: integer(),
    /** Node results of an execution that was written once, at its end; otherwise they are in `node_executions`. */
    nodes: text(),
    /** Whose request it is: the id of a key, or an address. */
    caller: text(),
    /** How often the process has died, or may be dying, while it was computing. */
    interruptions: integer().notNull().default(0),
    /** Copied from `error`, to find executions by it. */
    error_code: text(),
    trigger: text({ mode: 'json' }).$type<Trigger>().notNull().default(API_TRIGGER),
    /** Copied from `trigger`, to find executions by them. */
    trigger_kind: text().notNull().default(API_TRIGGER.kind),
    schedule_id: integer(),
    /** Executions with the same one run one after another. */
    sequence: text(),
    /** The variables that it sees, see `variable_snapshots`; null for none. */
    variables_hash: text(),
    /** Copied from its script at its start. */
    strict: integer({ mode: 'boolean' }).notNull().default(false),
    /** The version of its script that it runs; null when that is not known. */
    script_version: integer(),
    /** How often a host has taken it, where several share the work: writes of earlier ones fail. */
    fence: integer().notNull().default(0),
  },
  (table) => [
    index('executions_trigger').on(table.trigger_kind, table.id),
    index('executions_trigger_id')
      .on(table.trigger_kind, sql`trigger ->> 'id'`, table.id)
      .where(sql`trigger ->> 'id' IS NOT NULL`),
    index('executions_delivery')
      .on(sql`trigger ->> 'delivery_id'`, table.id)
      .where(sql`trigger ->> 'delivery_id' IS NOT NULL`),
    index('executions_schedule').on(table.schedule_id, table.id).where(sql`schedule_id IS NOT NULL`),
    index('executions_error').on(table.error_code, table.id).where(sql`error_code IS NOT NULL`),
    index('executions_script').on(table.script_id, table.id),
    index('executions_status').on(table.status, table.id),
    index('executions_delayed')
      .on(table.start_at, table.id, table.caller, table.status)
      .where(sql.raw(IS_DELAYED)),
    index('executions_waiting_in_order')
      .on(table.id)
      .where(sql`status = 'waiting' AND (batch_id IS NOT NULL OR sequence IS NOT NULL)`),
    index('executions_graph').on(table.graph_hash),
    index('executions_variables').on(table.variables_hash).where(sql`variables_hash IS NOT NULL`),
    index('executions_batch').on(table.batch_id, table.id).where(sql`batch_id IS NOT NULL`),
  ],
)

export const nodeExecutions = sqliteTable(
  'node_executions',
  {
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    node_id: text().notNull(),
    type: text().notNull(),
    status: text().notNull(),
    port: text(),
    output: text().notNull(),
    error: text(),
    attempts: integer().notNull(),
    started_at: text(),
    finished_at: text(),
    duration_ms: integer(),
    started_seq: integer().notNull(),
    finished_seq: integer().notNull(),
    state: text(),
    logs: text(),
    warnings: text(),
    earlier_errors: text(),
  },
  (table) => [primaryKey({ columns: [table.execution_id, table.path, table.node_id] })],
)

export const dashboardStats = sqliteTable(
  'dashboard_stats',
  {
    stat_key: text().primaryKey(),
    stat_value: integer().notNull(),
    updated_at: text().notNull(),
  },
  ({ stat_value }) => [
    // JSON carries larger ones inexactly.
    check('stat_value_is_safe', sql`${stat_value} BETWEEN -9007199254740991 AND 9007199254740991`),
  ],
)

/** What each statistic was at the end of each hour (`2026-11-23T18:00:00.000Z`) in which it changed, for some weeks. */
export const statHours = sqliteTable(
  'stat_hours',
  {
    stat_key: text().notNull(),
    bucket: text().notNull(),
    stat_value: integer().notNull(),
  },
  // The migration makes it WITHOUT ROWID: the hours of a statistic are read at once.
  (table) => [primaryKey({ columns: [table.stat_key, table.bucket] })],
)

/** The number of stored executions by final status; always equal to counting `executions`. */
export const executionTotals = sqliteTable('execution_totals', {
  status: text().primaryKey(),
  count: integer().notNull(),
  duration_ms: integer().notNull(),
})

/**
 * The same by script, by the hour (`2026-11-23T18:00:00.000Z`) in which executions finished, and by the class of their
 * durations, of which percentiles are computed.
 */
export const executionBuckets = sqliteTable(
  'execution_buckets',
  {
    script_id: integer().notNull(),
    bucket: text().notNull(),
    /** Where the class begins, see `durationClass`; `UNKNOWN_CLASS` for what was counted before there were classes. */
    duration_class: integer().notNull(),
    completed: integer().notNull(),
    failed: integer().notNull(),
    cancelled: integer().notNull(),
    timed_out: integer().notNull(),
    duration_ms: integer().notNull(),
  },
  // The migration makes it WITHOUT ROWID: a period is read at once, from rows that stand together.
  (table) => [primaryKey({ columns: [table.bucket, table.script_id, table.duration_class] })],
)

export const userSettings = sqliteTable('user_settings', {
  key: text().primaryKey(),
  value: text().notNull(),
  updated_at: text().notNull(),
})

/** Which answers an index finds; SQLite takes it only for a condition that is written the same. */
export const LARGE_ANSWER = 'octet_length(body) > 16384'

/** Responses to requests with an `Idempotency-Key`, kept for a day. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    key: text().primaryKey(),
    /** Hash of method, URL and body. */
    fingerprint: text().notNull(),
    /** Id of the resource that the request creates, chosen beforehand so that a retry after a crash finds it. */
    resource_id: text().notNull(),
    /** Null until the response is stored. */
    status: integer(),
    headers: text(),
    /** Null also after a response was forgotten to free space. */
    body: text(),
    created_at: text().notNull(),
  },
  (table) => [
    index('idempotency_keys_created').on(table.created_at),
    index('idempotency_keys_large').on(table.created_at).where(sql.raw(LARGE_ANSWER)),
  ],
)

/** API keys; only the hash is stored, the key itself is shown once. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** SHA-256 of the key, hexadecimal. */
    hash: text().notNull().unique(),
    /** First characters of the key, to recognize it. */
    prefix: text().notNull(),
    scopes: text({ mode: 'json' }).notNull().$type<Scope[]>(),
    created_at: text().notNull(),
    expires_at: text(),
    last_used_at: text(),
    revoked_at: text(),
    /** The key that the session was opened with; null for a key. */
    parent_id: text(),
  },
  (table) => [index('api_keys_sessions').on(table.parent_id, table.id).where(sql`parent_id IS NOT NULL`)],
)

/** Secret values, encrypted with AES-256-GCM. The API never returns them. */
export const secrets = sqliteTable('secrets', {
  name: text().primaryKey(),
  /** Id of the key that encrypted the value. */
  key_id: text().notNull(),
  /** Nonce, ciphertext and tag, base64url. */
  sealed: text().notNull(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
})
