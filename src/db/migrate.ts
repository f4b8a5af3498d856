import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database } from './client.ts'

/** One step of the schema's history; `statements` are run in one transaction. */
export interface Migration {
  readonly hash: string
  /** When it was generated, milliseconds since the epoch: its place in the history. */
  readonly createdAt: number
  readonly statements: readonly string[]
}

/** The migrations that drizzle-kit generated, from their folder. */
export const readMigrations = (folder: string): readonly Migration[] =>
  readMigrationFiles({ migrationsFolder: folder }).map(({ hash, folderMillis, sql }) => ({
    hash,
    createdAt: folderMillis,
    statements: sql,
  }))

const HISTORY = `CREATE TABLE IF NOT EXISTS __drizzle_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL, created_at NUMERIC)`

/**
 * Brings the schema up to date. Each migration and its entry in the history are one transaction, so that a
 * crash leaves either both or none.
 * @returns how many migrations were applied
 */
export const migrate = async (database: Database, migrations: readonly Migration[]): Promise<number> => {
  await database.execute(HISTORY)
  const { rows } = await database.execute('SELECT max(created_at) AS last FROM __drizzle_migrations')
  const last = Number(rows[0]?.last ?? 0)
  const pending = migrations.filter(({ createdAt }) => createdAt > last)
  for (const { hash, createdAt, statements } of pending) {
    await database.batch([
      ...statements,
      { sql: 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', args: [hash, createdAt] },
    ])
  }
  return pending.length
}
