import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { TableShape } from '../../domain/tables/table.ts'
import { isRecord } from '../../lib/json/is-record.ts'
import { PRIVATE_FILE } from '../../lib/system/private-file.ts'
import { Columns, quoteName, type SqlValue } from './columns.ts'
import { diskFull, tablesFull, tableTooLarge, tooManyColumns, tooManyRows } from './failures.ts'

export interface TableLimits {
  readonly rows: number
  readonly bytes: number
  /** What all tables together may have, where `bytes` is what is left of it. */
  readonly quotaBytes?: number | undefined
}

/** What SQLite allows. */
export const MAX_COLUMNS = 2000
/** Rows that are inserted by one statement, which takes a fraction of the time of as many. */
const VALUES_PER_INSERT = 800
/** Rows that are inserted earlier, so that those of long texts do not take much memory. */
const MAX_PENDING_CHARACTERS = 1024 * 1024
const PAGE_BYTES = 8192
/** The most that SQLite can count, of which a file is 32 TB. */
const MAX_PAGES = 0xffff_fffe
/** SQLite's code for a file that cannot grow. */
const FULL = 13

/** Writes the rows of a table to a file, where they count as `rows`. For threads: it waits for the disk. */
export class TableWriter {
  readonly #path: string
  readonly #limits: TableLimits
  readonly #database: DatabaseSync
  readonly #columns = new Columns()
  /** Places of columns by the keys of rows, which can differ from the names of the columns. */
  readonly #places = new Map<string, number>()
  #insert: { readonly many: StatementSync; readonly one: StatementSync; readonly rows: number } | undefined
  /** Of rows that are not inserted yet. */
  #values: SqlValue[] = []
  /** Characters of the texts among them. */
  #pending = 0
  #rows = 0

  constructor(path: string, limits: TableLimits) {
    this.#path = path
    this.#limits = limits
    closeSync(openSync(path, 'wx', PRIVATE_FILE))
    this.#database = new DatabaseSync(path)
    // Half a file is of no use, so that nothing need be undone or flushed before its end.
    this.#database.exec(
      `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA max_page_count = ${this.#maxPages}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN`,
    )
  }

  /** The columns of a table whose rows are lists. */
  setColumns(names: readonly string[]) {
    for (const name of names) this.#addColumn(name)
  }

  /** Cells beyond the columns get columns of their own. */
  addCells(cells: readonly unknown[]) {
    while (this.#columns.names.length < Math.max(1, cells.length)) this.#addColumn('')
    const width = this.#columns.names.length
    for (let index = 0; index < width; index++) this.#put(index, cells[index])
    this.#endRow()
  }

  /** A row of an object is by its fields, a list by its places; any other value is alone in its row. */
  addRow(row: unknown) {
    if (Array.isArray(row)) return this.addCells(row)
    const fields = isRecord(row) ? row : { value: row }
    const keys = Object.keys(fields)
    if (keys.length === 0 && this.#columns.names.length === 0) this.#addColumn('')
    for (const key of keys) if (!this.#places.has(key)) this.#addColumn(key)
    const start = this.#values.length
    for (let index = 0; index < this.#columns.names.length; index++) this.#values.push(null)
    for (const key of keys) {
      const place = this.#places.get(key) ?? 0
      this.#values[start + place] = this.#counted(this.#columns.toSql(place, fields[key]))
    }
    this.#endRow()
  }

  /** All of it is on the disk afterwards. */
  finish(): TableShape {
    this.#flush()
    return this.#growing(() => this.#end())
  }

  /** Gives the file up. */
  close() {
    if (this.#database.isOpen) this.#database.close()
  }

  get #maxPages(): number {
    return Math.min(Math.max(1, Math.floor(this.#limits.bytes / PAGE_BYTES)), MAX_PAGES)
  }

  /** @throws NodeError that says why the file cannot grow */
  #growing<T>(write: () => T): T {
    try {
      return write()
    } catch (error) {
      if (!(error instanceof Error && 'errcode' in error && error.errcode === FULL)) throw error
      this.#checkDisk()
      const { bytes, quotaBytes } = this.#limits
      throw quotaBytes === undefined ? tableTooLarge(bytes) : tablesFull(quotaBytes)
    }
  }

  /** SQLite says the same of a full disk as of its own limit. The file is given up in any case. */
  #checkDisk() {
    try {
      appendFileSync(this.#path, Buffer.alloc(PAGE_BYTES))
    } catch (error) {
      throw diskFull(error)
    }
  }

  #end(): TableShape {
    this.#createTable()
    const columns = this.#columns.list()
    this.#database.exec('CREATE TABLE meta (columns TEXT, rows INTEGER)')
    this.#database.prepare('INSERT INTO meta VALUES (?, ?)').run(JSON.stringify(columns), this.#rows)
    this.#database.exec('COMMIT')
    this.#database.close()
    const descriptor = openSync(this.#path, 'r+')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    return { columns, rows: this.#rows }
  }

  #addColumn(key: string) {
    const { names } = this.#columns
    if (names.length === MAX_COLUMNS) throw tooManyColumns(MAX_COLUMNS)
    this.#flush()
    const name = this.#columns.add(key)
    this.#places.set(key, names.length - 1)
    if (this.#insert) this.#database.exec(`ALTER TABLE rows ADD COLUMN ${quoteName(name)}`)
    this.#insert = this.#insert && this.#prepare()
  }

  #createTable() {
    if (this.#insert) return
    const { names } = this.#columns
    // A table without rows may have no columns, but not in SQL.
    const list = names.length === 0 ? ['none'] : names
    this.#database.exec(`CREATE TABLE rows (${list.map(quoteName).join(', ')})`)
    this.#insert = this.#prepare()
  }

  #prepare() {
    const width = Math.max(1, this.#columns.names.length)
    const rows = Math.max(1, Math.floor(VALUES_PER_INSERT / width))
    const places = `(${Array(width).fill('?').join(',')})`
    const insert = (count: number) =>
      this.#database.prepare(`INSERT INTO rows VALUES ${Array(count).fill(places).join(',')}`)
    return { many: insert(rows), one: insert(1), rows }
  }

  #put(index: number, value: unknown) {
    this.#values.push(this.#counted(this.#columns.toSql(index, value)))
  }

  #counted(value: SqlValue): SqlValue {
    if (typeof value === 'string') this.#pending += value.length
    return value
  }

  #endRow() {
    if (++this.#rows > this.#limits.rows) throw tooManyRows(this.#limits.rows)
    const isMany = this.#values.length >= VALUES_PER_INSERT - this.#columns.names.length
    if (isMany || this.#pending > MAX_PENDING_CHARACTERS) this.#flush()
  }

  #flush() {
    const width = this.#columns.names.length
    if (this.#values.length === 0 || width === 0) return
    const values = this.#values
    this.#values = []
    this.#pending = 0
    this.#growing(() => {
      this.#createTable()
      const insert = this.#insert ?? this.#prepare()
      const whole = insert.rows * width
      let at = 0
      for (; at + whole <= values.length; at += whole) insert.many.run(...values.slice(at, at + whole))
      for (; at < values.length; at += width) insert.one.run(...values.slice(at, at + width))
    })
  }
}
