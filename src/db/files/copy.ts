import { fdatasyncSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { backup, DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { PRIVATE_FILE } from '../../lib/system/private-file.ts'
import { type Migration, pendingMigrations } from '../migrate.ts'
import { DatabaseFileError } from './database-file.ts'

export interface CopyOptions {
  readonly from: string
  /** Must not exist. After an error its content is unusable. */
  readonly to: string
  /** The known schema history; a newer or foreign schema is refused. */
  readonly migrations: readonly Migration[]
  /** Pauses for two thirds of the time, so that a server can use the disk. */
  readonly isGentle?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface CopySummary {
  readonly bytes: number
  readonly tables: number
  readonly rows: number
  /** The number of migrations that the copied schema lacks. */
  readonly pending: number
}

const STEP_PAGES = 64
const LOCK_WAIT_MS = 5000

type RowCounts = ReadonlyMap<string, number>

/**
 * Copies a snapshot of a database, even while other processes write to it, and verifies the copy: a single file on
 * disk, intact, with every row and without a lease. Only reads the original, through `node:sqlite`: must not run in a
 * process that has it open through the driver, because closing one of two SQLite libraries drops the locks of both.
 * @throws DatabaseFileError, MigrationError, or an error of SQLite or the system
 */
export const copyDatabase = async ({ from, to, ...options }: CopyOptions): Promise<CopySummary> => {
  await stat(from)
  const file = await open(to, 'wx', PRIVATE_FILE)
  try {
    const { counts, pending } = await copySnapshot(from, to, { ...options, file })
    finishAndVerify(to, counts)
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
    // One read transaction, so that the counted rows are those that are copied.
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
  if (length === migrations.length) throw new DatabaseFileError('it is not a database of this program')
  return length
}

/** Runs between two steps of the copy, synchronously: the read transaction stays open meanwhile. */
const pace = ({ file, signal, isGentle = false }: SnapshotOptions) => {
  const neverNotified = new Int32Array(new SharedArrayBuffer(4))
  let since = performance.now()
  return () => {
    if (signal?.aborted) throw new DatabaseFileError('it was stopped')
    if (!isGentle) return
    // One large flush at the end would delay a server's commits for its whole duration.
    fdatasyncSync(file.fd)
    Atomics.wait(neverNotified, 0, 0, 2 * (performance.now() - since))
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

const finishAndVerify = (path: string, counts: RowCounts): void => {
  const copy = new DatabaseSync(path)
  try {
    // Without a write-ahead log the copy is a single file.
    copy.exec('PRAGMA journal_mode=DELETE')
    if (!isDeepStrictEqual(countRows(copy), counts)) throw new DatabaseFileError('the copy lacks rows')
    copy.exec('DROP TABLE IF EXISTS __lease')
    const found = String(copy.prepare('PRAGMA integrity_check(1)').get()?.integrity_check)
    // The last line names the damage, the line before it the database.
    if (found !== 'ok') throw new DatabaseFileError(`the file is damaged: ${found.split('\n').at(-1)}`)
  } finally {
    copy.close()
  }
}
