import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { executions } from '../schema.ts'

/** Scripts to start because an execution ended, and the outcome of each start. */
export const followUps = sqliteTable(
  'follow_ups',
  {
    /** The execution that has ended. */
    execution_id: text()
      .primaryKey()
      .references(() => executions.id, { onDelete: 'cascade' }),
    /** `on_failure` or `on_success`. */
    kind: text().notNull(),
    /** The script to start, as it was named when the execution ended. */
    script_id: integer().notNull(),
    /** `pending`, `started` or `skipped`. */
    outcome: text().notNull().default('pending'),
    /** Why it was skipped. */
    reason: text(),
    /** The execution that it has started. */
    started_id: text(),
    created_at: text().notNull(),
    decided_at: text(),
  },
  (table) => [index('follow_ups_outcome').on(table.outcome, table.execution_id)],
)
