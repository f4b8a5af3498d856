import { sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Values that scripts read as `$vars.NAME`. */
export const variables = sqliteTable('variables', {
  name: text().primaryKey(),
  value: text({ mode: 'json' }).notNull(),
  description: text(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
})

/** The variables of executions as they were when these were accepted, stored once per content. */
export const variableSnapshots = sqliteTable('variable_snapshots', {
  hash: text().primaryKey(),
  /** Values by name, JSON. */
  variables: text().notNull(),
})
