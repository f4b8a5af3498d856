import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { TableColumn, TableRow, TableShape } from '../../domain/tables/table.ts'
import { fromSql, quoteName, ROW_ID } from './columns.ts'

/** A file that nothing writes to, so that it needs no locks. */
export const immutable = (path: string): string => {
  const url = pathToFileURL(path)
  url.search = '?immutable=1&mode=ro'
  return url.href
}

/** Reads the rows of a table from its file. */
export class TableReader implements TableShape {
  readonly columns: readonly TableColumn[]
  readonly rows: number
  readonly #database: DatabaseSync

  constructor(path: string) {
    this.#database = new DatabaseSync(immutable(path), { readOnly: true })
    const meta = this.#database.prepare('SELECT columns, rows FROM meta').get()
    // Guarantee: only `TableWriter` writes such files.
    this.columns = JSON.parse(String(meta?.columns))
    this.rows = Number(meta?.rows)
  }

  /** The values of the rows after the first `from` ones, in the order of the columns. */
  *cells(from = 0): Generator<unknown[]> {
    const { columns } = this
    if (columns.length === 0) return
    const names = columns.map(({ name }) => quoteName(name)).join(', ')
    const select = this.#database.prepare(`SELECT ${names} FROM rows WHERE ${ROW_ID} > ? ORDER BY ${ROW_ID}`)
    select.setReturnArrays(true)
    const isPlain = columns.every(({ type }) => type !== 'boolean' && type !== 'json')
    // Guarantee: with `setReturnArrays`, rows are arrays.
    const found = select.iterate(from) as unknown as Iterable<unknown[]>
    if (isPlain) return yield* found
    for (const cells of found) {
      yield cells.map((value, index) => fromSql(columns[index]?.type ?? 'mixed', value))
    }
  }

  /** The rows as objects. */
  *objects(from = 0): Generator<TableRow> {
    const names = this.columns.map(({ name }) => name)
    for (const cells of this.cells(from)) {
      yield Object.fromEntries(cells.map((value, index) => [names[index] ?? '', value]))
    }
  }

  close() {
    this.#database.close()
  }

  [Symbol.dispose]() {
    this.close()
  }
}
