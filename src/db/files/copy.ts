import { fdatasyncSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { backup, DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { type Migration, pendingMigrations } from '../migrate.ts'
import { DatabaseFileError } from './database-file.ts'

export interface CopyOptions {
  readonly from: string
  /** A path at which nothing stands. What is there after an error is worth nothing. */
  readonly to: string
  /** The schema's history: a newer schema or another program's is not copied. */
  readonly migrations: readonly Migration[]
  /** Leaves the disk to others for two thirds of the time. */
  readonly isGentle?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface CopySummary {
  readonly bytes: number
  readonly tables: number
  readonly rows: number
  /** How many migrations its schema lacks. */
  readonly pending: number
}

const STEP_PAGES = 64
const LOCK_WAIT_MS = 5000

type RowCounts = ReadonlyMap<string, number>

/**
 * Copies a database as it is at one moment, also while other processes write to it, and checks the copy: it is
 * whole, on disk, in one file, has every row, and no server holds it. The original is only read, and by an SQLite
 * of its own: a process that has it open by the driver must not call this.
 * @throws DatabaseFileError, MigrationError, or an error of SQLite or the system
 */
export const copyDatabase = async ({ from, to, ...options }: CopyOptions): Promise<CopySummary> => {
  const { mode } = await stat(from)
  const file = await open(to, 'wx', mode | 0o600)
  try {
    const { counts, pending } = await copySnapshot(from, to, { ...options, file })
    complete(to, counts)
    await file.sync()
    const rows = counts.values().reduce((sum, count) => sum + count, 0)
    return { bytes: (await file.stat()).size, tables: counts.size, rows, pending }
  } finally {
    await file.close()
  }
}

interface SnapshotOptions extends Omit<CopyOptions, 'from' | 'to'> {
  readonly file: FileHandle
}

const copySnapshot = async (from: string, to: string, options: SnapshotOptions) => {
  const source = new DatabaseSync(from, { readOnly: true, timeout: LOCK_WAIT_MS })
  try {
    // A read transaction around everything: the rows that are counted are those that are copied.
    source.exec('BEGIN')
    const pending = await missingMigrations(source, options.migrations)
    const counts = countRows(source)
    await backup(source, to, { rate: STEP_PAGES, progress: pace(options) })
    return { counts, pending }
  } finally {
    source.close()
  }
}

const missingMigrations = async (source: DatabaseSync, migrations: readonly Migration[]): Promise<number> => {
  const reader = { execute: async (sql: string) => ({ rows: source.prepare(sql).all() }) }
  const { length } = await pendingMigrations(reader, migrations)
  if (length === migrations.length) throw new DatabaseFileError('it is no database of this program')
  return length
}

/** What is done between two steps. */
const pace = ({ file, signal, isGentle = false }: SnapshotOptions) => {
  const bell = new Int32Array(new SharedArrayBuffer(4))
  let since = performance.now()
  return () => {
    if (signal?.aborted) throw new DatabaseFileError('it was stopped')
    if (!isGentle) return
    // What is written at the end only would keep a server's commits waiting for all of it.
    fdatasyncSync(file.fd)
    Atomics.wait(bell, 0, 0, 2 * (performance.now() - since))
    since = performance.now()
  }
}

const countRows = (database: DatabaseSync): RowCounts => {
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '__lease' ORDER BY name`)
    .all()
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS rows FROM "${table.replaceAll('"', '""')}"`).get()?.rows)
  return new Map(tables.map(({ name }) => [String(name), count(String(name))]))
}

const complete = (path: string, counts: RowCounts): void => {
  const copy = new DatabaseSync(path)
  try {
    // Without a log beside it the copy is one file.
    copy.exec('PRAGMA journal_mode=DELETE')
    if (!isDeepStrictEqual(countRows(copy), counts)) throw new DatabaseFileError('the copy lacks rows')
    copy.exec('DROP TABLE IF EXISTS __lease')
    const found = String(copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check)
    // Its last line names what is wrong, the one before it the database.
    if (found !== 'ok') throw new DatabaseFileError(`the file is damaged: ${found.split('\n').at(-1)}`)
  } finally {
    copy.close()
  }
}
