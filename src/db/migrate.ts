import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database } from './client.ts'
import { isDatabaseUnavailable } from './errors.ts'

/** One step of the schema's history; `statements` are run in one transaction. */
export interface Migration {
  readonly name: string
  readonly hash: string
  /** Milliseconds since the epoch; migrations are applied in this order. */
  readonly createdAt: number
  readonly statements: readonly string[]
}

/** Reads the migrations that drizzle-kit generated into a folder. */
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

/** Reads a database through any SQLite driver. */
export interface SchemaReader {
  execute(sql: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>
}

/** The schema was not made by these migrations, or is newer than they are; the message says which. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
  }
}

const HISTORY = `CREATE TABLE IF NOT EXISTS __drizzle_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL, created_at NUMERIC)`

/**
 * The migrations that are not yet applied. Writes nothing.
 * @throws MigrationError when a newer version or another program made the schema
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
  const foreign = foreignTable(tables, applied.length > 0 ? createdTables(pending) : undefined)
  if (foreign !== undefined) {
    throw new MigrationError(`its table "${foreign}" was not made by this program`)
  }
  return pending
}

/** Tables that SQLite, libSQL and Litestream keep for themselves, and those that are here before the first migration. */
const INTERNAL = /^(sqlite_|libsql_|_litestream_|__drizzle_migrations$|__lease$)/

/** A table of another program: in a database that is not ours yet any one, else one of those that are to be made. */
const foreignTable = (
  tables: ReadonlySet<string>,
  toMake: readonly string[] | undefined,
): string | undefined =>
  toMake ? toMake.find((name) => tables.has(name)) : [...tables].find((name) => !INTERNAL.test(name))

/** Whether the schema is exactly the one that these migrations make, neither older nor newer; in one statement. */
export const isMigrated = async (database: Database, migrations: readonly Migration[]): Promise<boolean> => {
  try {
    const applied = new Set(await appliedHashes(database))
    return applied.size === migrations.length && migrations.every(({ hash }) => applied.has(hash))
  } catch (error) {
    // Without a table of what was applied, nothing was.
    if (isDatabaseUnavailable(error)) throw error
    return false
  }
}

/**
 * Applies the pending migrations. Each one shares a transaction with its entry in the history, so that a crash leaves
 * both or neither.
 * @returns the number of applied migrations
 * @throws MigrationError before anything is written, when the schema cannot be migrated
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
    throw new MigrationError(`the migration of ${made} failed`, { cause })
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
