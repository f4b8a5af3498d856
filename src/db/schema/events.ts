import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { executions } from '../schema.ts'

/**
 * What was delivered to steps that wait for the outside. The row stays with its execution, so that the same event is
 * known when it comes again; the payload only until a step has it.
 */
export const events = sqliteTable(
  'events',
  {
    id: text().primaryKey(),
    /** Null for one that was delivered to all executions. */
    execution_id: text().references(() => executions.id, { onDelete: 'cascade' }),
    /** Null for one that came by a link, which resumes a step whatever it waits for. */
    name: text(),
    correlation: text(),
    /** JSON; null when no step will read it again. */
    payload: text(),
    bytes: integer().notNull(),
    /**
     * How many steps have taken it; an event of one execution waits in its buffer while there is none. -1 for one that
     * was not given to all executions yet, in the middle of a transaction.
     */
    taken: integer().notNull(),
    /** The path of the step that has taken it; of one for all executions, the ids of the first of them, JSON. */
    taken_path: text(),
    taken_node: text(),
    /** Of a link, the path of the step that made it: it resumes none with another path. */
    link_path: text(),
    /** Of a link, the ids of the nodes that it may resume, JSON. */
    link_nodes: text(),
    /** ISO-8601. */
    created_at: text().notNull(),
  },
  (table) => [
    index('events_execution').on(table.execution_id, table.taken, table.id),
    index('events_created').on(table.created_at),
  ],
)

/** Steps that wait for an event, from the transaction that suspends them to the one that ends them. */
export const eventWaits = sqliteTable(
  'event_waits',
  {
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    path: text().notNull(),
    node_id: text().notNull(),
    name: text().notNull(),
    correlation: text(),
    /** Milliseconds since the epoch; null for none. */
    deadline: integer(),
    /** Whether its time has ended before it was given an event. */
    is_over: integer({ mode: 'boolean' }).notNull(),
    /** The event that it was given. */
    event_id: text(),
  },
  (table) => [
    primaryKey({ columns: [table.execution_id, table.path, table.node_id] }),
    index('event_waits_name').on(table.name, table.correlation),
    index('event_waits_event').on(table.event_id),
  ],
)
