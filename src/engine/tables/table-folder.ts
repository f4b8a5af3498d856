import { link, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { TABLE_ID_PREFIX, type Table, type TableRow, type TableShape } from '../../domain/tables/table.ts'
import { createIds } from '../../lib/store/ids.ts'
import { sync } from '../../lib/system/descriptor.ts'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { TableRange, TableStore, TableTarget } from '../ports.ts'
import { diskFull, listTooLarge, tableMissing, tablesFull, tablesUnavailable } from './failures.ts'
import { TableReader } from './table-reader.ts'

export interface TableFolderOptions {
  /** Missing when there is none, as for a database on another machine. */
  readonly folder: string | undefined
  readonly maxRows: number
  /** Of one table. */
  readonly maxBytes: number
  /** Of all tables together; 0 for no limit. */
  readonly quotaBytes: number
  /** Of a list of rows as JSON. */
  readonly outputBytes: number
  readonly clock: Pick<Clock, 'now'>
}

const SUFFIX = '.table'
const PARTIAL = '.partial'
/** In the folder, beside those of the executions. */
const TEMPORARY = 'temporary'

/** The folder of temporary files. */
export const temporaryFolder = ({ folder }: Pick<TableFolderOptions, 'folder'>): string | undefined =>
  folder && join(folder, TEMPORARY)

/** Keeps tables as files, with a folder for each execution. */
export class TableFolder implements TableStore {
  readonly #options: TableFolderOptions
  readonly #nextId = createIds(TABLE_ID_PREFIX)
  /** Of all tables, without those that are being written. */
  #bytes = 0

  constructor(options: TableFolderOptions) {
    this.#options = options
  }

  async create(executionId: string, fill: (table: TableTarget) => Promise<TableShape>): Promise<Table> {
    const folder = await this.#open(executionId)
    const id = this.#nextId(this.#options.clock.now())
    const path = join(folder, id + PARTIAL)
    try {
      const { columns, rows } = await fill(this.#target(path))
      const { size: bytes } = await stat(path)
      // Several may have been written at once, of which each could have what was left.
      if (this.#left < bytes) throw tablesFull(this.#options.quotaBytes)
      this.#bytes += bytes
      await this.#keep(path, join(folder, id + SUFFIX), bytes)
      return { $table: id, columns, rows, bytes }
    } catch (error) {
      await rm(path, { force: true })
      throw explained(error)
    }
  }

  async borrow<T>(
    executionId: string,
    fill: (table: TableTarget) => Promise<TableShape>,
    use: (path: string) => Promise<T>,
  ): Promise<T> {
    const folder = await this.#open(executionId)
    const path = join(folder, this.#nextId(this.#options.clock.now()) + PARTIAL)
    try {
      await fill(this.#target(path)).catch((error: unknown) => {
        throw explained(error)
      })
      return await use(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  async path(executionId: string, table: Table): Promise<string> {
    const path = this.#pathOf(executionId, table)
    const isThere = await stat(path).then(
      () => true,
      () => false,
    )
    if (!isThere) throw tableMissing()
    return path
  }

  async list(path: string, signal: AbortSignal): Promise<readonly TableRow[]> {
    const { outputBytes } = this.#options
    using reader = new TableReader(path)
    const rows: TableRow[] = []
    let bytes = '[]'.length
    let since = performance.now()
    for (const row of reader.objects()) {
      // The text of a row that is too large by itself would take long to write.
      const isTooLarge = charactersIn(row) > outputBytes
      if (!isTooLarge) bytes += Buffer.byteLength(JSON.stringify(row)) + ','.length
      if (isTooLarge || bytes > outputBytes) throw listTooLarge(outputBytes)
      rows.push(row)
      if (performance.now() - since < SLICE_MS) continue
      await nextTurn()
      signal.throwIfAborted()
      since = performance.now()
    }
    return rows
  }

  rows(executionId: string, table: Table, { from, limit, bytes }: TableRange): readonly TableRow[] {
    using reader = this.#reader(executionId, table)
    const rows: TableRow[] = []
    let left = bytes
    if (limit === 0) return rows
    for (const row of reader.objects(from)) {
      if (rows.length > 0 && left <= 0) break
      rows.push(row)
      if (rows.length === limit) break
      for (const value of Object.values(row)) left -= typeof value === 'string' ? value.length : VALUE_BYTES
    }
    return rows
  }

  async share(fromExecutionId: string, toExecutionId: string): Promise<void> {
    if (this.#options.folder === undefined) return
    const from = join(this.#options.folder, fromExecutionId)
    const names = (await namesIn(from)).filter((name) => name.endsWith(SUFFIX))
    if (names.length === 0) return
    const to = await this.#open(toExecutionId)
    // They never change, so that both may have the same files.
    for (const name of names) {
      await link(join(from, name), join(to, name))
      this.#bytes += (await stat(join(to, name))).size
    }
    await sync(to)
  }

  async remove(executionIds: readonly string[]): Promise<void> {
    if (this.#options.folder === undefined) return
    for (const id of executionIds) {
      const folder = join(this.#options.folder, id)
      const bytes = await bytesIn(folder)
      if (bytes === undefined) continue
      await rm(folder, { recursive: true, force: true })
      this.#bytes -= bytes
    }
  }

  async sweep(existing: (ids: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void> {
    const { folder } = this.#options
    if (folder === undefined) return
    const names = await namesIn(folder)
    const kept = await existing(names.filter((name) => name !== TEMPORARY))
    this.#bytes = 0
    for (const name of names) {
      const own = join(folder, name)
      if (!kept.has(name)) {
        await rm(own, { recursive: true, force: true })
        continue
      }
      for (const file of await namesIn(own)) {
        if (!file.endsWith(SUFFIX)) await rm(join(own, file), { force: true })
      }
      this.#bytes += (await bytesIn(own)) ?? 0
    }
  }

  async #keep(from: string, to: string, bytes: number): Promise<void> {
    try {
      await rename(from, to)
      await sync(dirname(to))
    } catch (error) {
      this.#bytes -= bytes
      await rm(to, { force: true })
      throw error
    }
  }

  async #open(executionId: string): Promise<string> {
    const { folder } = this.#options
    if (folder === undefined) throw tablesUnavailable()
    const own = join(folder, executionId)
    await makePrivateFolder(own).catch((error: unknown) => {
      throw explained(error)
    })
    return own
  }

  #target(path: string): TableTarget {
    const { maxRows, maxBytes, quotaBytes } = this.#options
    const left = this.#left
    if (left <= 0) throw tablesFull(quotaBytes)
    const bounds = left < maxBytes ? { bytes: left, quotaBytes } : { bytes: maxBytes }
    return { path, limits: { rows: maxRows, ...bounds } }
  }

  /** What tables may have beside those that there are. */
  get #left(): number {
    const { quotaBytes } = this.#options
    return quotaBytes === 0 ? Number.POSITIVE_INFINITY : quotaBytes - this.#bytes
  }

  #pathOf(executionId: string, { $table }: Table): string {
    const { folder } = this.#options
    if (folder === undefined) throw tablesUnavailable()
    return join(folder, executionId, $table + SUFFIX)
  }

  #reader(executionId: string, table: Table): TableReader {
    try {
      return new TableReader(this.#pathOf(executionId, table))
    } catch (error) {
      if (error instanceof Error && Object(error).errstr === 'unable to open database file')
        throw tableMissing()
      throw error
    }
  }
}

const charactersIn = (row: TableRow): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)

/** What a file of this folder fails for. */
const explained = (error: unknown): unknown =>
  DISK_FULL.includes(systemErrorCode(error) ?? '') ? diskFull(error) : error

const DISK_FULL = ['ENOSPC', 'EDQUOT']
const VALUE_BYTES = 8
/** How long the event loop may be held at a time. */
const SLICE_MS = 5

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return []
    throw error
  }
}

/** `undefined` for a folder that is not there. */
const bytesIn = async (folder: string): Promise<number | undefined> => {
  const names = await namesIn(folder)
  if (names.length === 0) return (await stat(folder).catch(() => undefined)) && 0
  let bytes = 0
  for (const name of names) bytes += (await stat(join(folder, name))).size
  return bytes
}
