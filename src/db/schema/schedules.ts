import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { scripts } from '../schema.ts'

/** Times at which scripts start by themselves. */
export const schedules = sqliteTable(
  'schedules',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    script_id: integer()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    cron: text(),
    every_ms: integer(),
    at: text(),
    timezone: text().notNull(),
    /** JSON, with templates. */
    input: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    starts_at: text(),
    ends_at: text(),
    jitter_ms: integer().notNull(),
    overlap: text().notNull(),
    catchup_window_ms: integer().notNull(),
    pause_after_failures: integer().notNull(),
    /** The least time between two starts of the script for failures; 0 for none. */
    on_failure_throttle_ms: integer().notNull().default(0),
    /** When that script was started last for a failure, in ms since the epoch. */
    on_failure_at: integer().notNull().default(0),
    /** Every tick until then has been decided, and is never started again. As all ticks in ms since the epoch. */
    decided: integer().notNull(),
    /** Until then the records of ticks were deleted, so that none of them may be started by a backfill. */
    forgotten: integer().notNull().default(0),
    /** The first tick that is not decided yet; null when there is none. */
    next_tick: integer(),
    /** When that tick is to start, later than the tick itself by its jitter; null while the schedule is paused. */
    due: integer(),
    /** The last tick that was decided, as JSON. */
    last: text(),
    /** How many ticks were missed. */
    missed: integer().notNull().default(0),
    /** Since when failures in a row are counted: the id after which executions count. */
    failures_after: text().notNull().default(''),
    version: integer().notNull(),
    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [
    index('schedules_due').on(table.due, table.id).where(sql`due IS NOT NULL`),
    index('schedules_script').on(table.script_id, table.id),
  ],
)

/** Outcomes of ticks: the execution that one started, or why it or several in a row started none. */
export const scheduleTicks = sqliteTable(
  'schedule_ticks',
  {
    schedule_id: integer()
      .notNull()
      .references(() => schedules.id, { onDelete: 'cascade' }),
    /** In ms since the epoch, as everything that ticks are compared by. */
    tick: integer().notNull(),
    /** `tick`, `manual` or `backfill`. */
    kind: text().notNull(),
    /** `started`, `skipped` or `missed`. */
    outcome: text().notNull(),
    reason: text(),
    execution_id: text(),
    /** The last of several ticks with the same outcome. */
    last_tick: integer().notNull(),
    count: integer().notNull(),
    recorded_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.schedule_id, table.tick, table.kind] })],
)
