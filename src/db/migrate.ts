import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database } from './client.ts'
import { isDatabaseUnavailable } from './errors.ts'

/** One step of the schema's history; `statements` are run in one transaction. */
export interface Migration {
  readonly name: string
  readonly hash: string
  /** When it was generated, milliseconds since the epoch: its place in the history. */
  readonly createdAt: number
  readonly statements: readonly string[]
}

/** The migrations that drizzle-kit generated, from their folder. */
export const readMigrations = (folder: string): readonly Migration[] => {
  const journal: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(join(folder, 'meta/_journal.json'), 'utf8'),
  )
  return readMigrationFiles({ migrationsFolder: folder }).map(({ hash, folderMillis, sql }, index) => ({
    name: journal.entries[index]?.tag ?? hash,
    hash,
    createdAt: folderMillis,
    statements: sql,
  }))
}

/** Where a schema's history is read; any SQLite driver fits. */
export interface SchemaReader {
  execute(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>
}

/** The schema is none that these migrations have made or can go on from; the message says why. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
  }
}

const HISTORY = `CREATE TABLE IF NOT EXISTS __drizzle_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL, created_at NUMERIC)`

/**
 * The migrations that the database lacks; nothing is written.
 * @throws MigrationError when a newer program or another one has made its schema
 */
export const pendingMigrations = async (
  database: SchemaReader,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> => {
  const tables = await tableNames(database)
  const applied = tables.has('__drizzle_migrations') ? await appliedHashes(database) : []
  const known = new Set(migrations.map(({ hash }) => hash))
  if (applied.some((hash) => !known.has(hash))) {
    throw new MigrationError('its schema was made by a newer version of this program')
  }
  const pending = migrations.filter(({ hash }) => !applied.includes(hash))
  const taken = createdTables(pending).find((name) => tables.has(name))
  if (taken !== undefined) {
    throw new MigrationError(`its table "${taken}" was not made by this program`)
  }
  return pending
}

/** Whether the database has the schema that these migrations make, no older and no newer one. */
export const isMigrated = async (database: Database, migrations: readonly Migration[]): Promise<boolean> => {
  try {
    return (await pendingMigrations(database, migrations)).length === 0
  } catch (error) {
    if (error instanceof MigrationError) return false
    throw error
  }
}

/**
 * Brings the schema up to date. Each migration and its entry in the history are one transaction, so that a
 * crash leaves either both or none.
 * @returns how many migrations were applied
 * @throws MigrationError, before anything is written, for a schema that cannot be brought up to date
 */
export const migrate = async (database: Database, migrations: readonly Migration[]): Promise<number> => {
  const pending = await pendingMigrations(database, migrations)
  await database.batch([HISTORY])
  for (const migration of pending) await apply(database, migration)
  return pending.length
}

const apply = async (database: Database, { hash, createdAt, statements }: Migration): Promise<void> => {
  const entry = {
    sql: 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)',
    args: [hash, createdAt],
  }
  try {
    await database.batch([...statements, entry])
  } catch (cause) {
    if (isDatabaseUnavailable(cause)) throw cause
    const made = new Date(createdAt).toISOString()
    throw new MigrationError(`its schema cannot be brought to that of ${made}`, { cause })
  }
}

const tableNames = async (database: SchemaReader): Promise<ReadonlySet<string>> => {
  const { rows } = await database.execute(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
  return new Set(rows.map(({ name }) => String(name)))
}

const appliedHashes = async (database: SchemaReader): Promise<readonly string[]> => {
  const { rows } = await database.execute('SELECT hash FROM __drizzle_migrations')
  return rows.map(({ hash }) => String(hash))
}

const createdTables = (migrations: readonly Migration[]): string[] =>
  migrations
    .flatMap(({ statements }) => statements)
    .flatMap((statement) => /^\s*CREATE TABLE [`"]?(\w+)/i.exec(statement)?.[1] ?? [])
