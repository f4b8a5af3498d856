import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { scripts } from '../schema.ts'

/** The saved versions of scripts, also the current ones. Their graphs are in `graphs`. */
export const scriptVersions = sqliteTable(
  'script_versions',
  {
    script_id: integer()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    graph_hash: text().notNull(),
    /** What else clients decide about a script. */
    settings: text({ mode: 'json' }).notNull(),
    node_count: integer().notNull(),
    saved_at: text().notNull(),
    /** The id of an API key; null for a caller without one, and for what was saved before there were versions. */
    saved_by: text(),
    note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.script_id, table.version] }),
    index('script_versions_saved').on(table.saved_at),
    index('script_versions_graph').on(table.graph_hash),
  ],
)
