import type { TableRow } from '../../domain/tables/table.ts'
import { NodeError } from '../errors.ts'
import type { Items, TableIteration } from '../node-type.ts'
import type { TableStore } from '../ports.ts'

export interface TableItemsOptions extends Omit<TableIteration, 'concurrency'> {
  readonly tables: Pick<TableStore, 'rows'>
  readonly executionId: string
  /** Of a batch, as JSON. */
  readonly outputBytes: number
}

/** Rows that are read together, as most loops want the next one soon; few, as reading holds the event loop. */
const BLOCK_ROWS = 200
const BLOCK_BYTES = 256 * 1024

/** The items of a loop over a table, of which a block is in memory. */
export class TableItems implements Items {
  readonly length: number
  readonly #options: TableItemsOptions
  #block: { readonly from: number; readonly rows: readonly TableRow[] } = { from: 0, rows: [] }

  constructor(options: TableItemsOptions) {
    this.#options = options
    this.length = Math.ceil(options.table.rows / (options.batchSize ?? 1))
  }

  at(index: number): unknown {
    const { batchSize } = this.#options
    return batchSize === undefined ? this.#row(index) : this.#batch(index, batchSize)
  }

  #row(index: number): TableRow | undefined {
    const { from, rows } = this.#block
    const found = rows[index - from]
    if (found) return found
    this.#block = { from: index, rows: this.#read(index, BLOCK_ROWS, BLOCK_BYTES) }
    return this.#block.rows[0]
  }

  #batch(index: number, size: number): readonly TableRow[] {
    const { table, outputBytes } = this.#options
    const from = index * size
    const wanted = Math.min(size, table.rows - from)
    const rows = this.#read(from, wanted, outputBytes)
    if (rows.length === wanted) return rows
    const message = `${wanted} rows are larger than ${outputBytes} bytes (NODE_OUTPUT_LIMIT_BYTES). Lower \`batch_size\`.`
    throw new NodeError('OUTPUT_TOO_LARGE', message, { retryable: false })
  }

  #read(from: number, limit: number, bytes: number): readonly TableRow[] {
    const { tables, executionId, table } = this.#options
    return tables.rows(executionId, table, { from, limit, bytes })
  }
}
