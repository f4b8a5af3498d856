import { AppError } from '../../../domain/errors.ts'
import { type Table, type TableRow, tableOf } from '../../../domain/tables/table.ts'
import { NodeError } from '../../../engine/errors.ts'
import type { TableRange, TableStore } from '../../../engine/ports.ts'
import type { FoundNode } from './node-finder.ts'
import type { NodePlace } from './node-inputs.ts'
import type { NodeViews } from './node-views.ts'

/** Rows that are read at once. */
export const BLOCK = { limit: 200, bytes: 256 * 1024 } as const

export interface FoundTable {
  readonly table: Table
  rows(range: TableRange): readonly TableRow[]
}

/** The tables in the outputs of nodes. */
export class TableViews {
  readonly #nodes: NodeViews
  readonly #tables: Pick<TableStore, 'rows'>

  constructor(nodes: NodeViews, tables: Pick<TableStore, 'rows'>) {
    this.#nodes = nodes
    this.#tables = tables
  }

  /** @throws AppError `EXECUTION_NOT_FOUND`, `NODE_NOT_FOUND` or `TABLE_NOT_FOUND` */
  async find(executionId: string, place: NodePlace): Promise<FoundTable> {
    const { node } = await this.#nodes.detail(executionId, place)
    const found = this.of(executionId, node)
    if (!found) throw new AppError('TABLE_NOT_FOUND', { values: { id: place.nodeId } })
    return found
  }

  /** The table in the output of a node; `undefined` when there is none, or its file is gone. */
  of(executionId: string, node: FoundNode): FoundTable | undefined {
    const table = tableOf(outputOf(node))
    if (!table) return undefined
    const rows = (range: TableRange) => this.#tables.rows(executionId, table, range)
    try {
      rows({ from: 0, limit: 1, bytes: 0 })
    } catch (error) {
      if (error instanceof NodeError) return undefined
      throw error
    }
    return { table, rows }
  }
}

/** What is too long to be read with its node is not the output that refers to a table. */
const outputOf = (found: FoundNode): unknown => {
  if ('record' in found) return found.record.output
  return found.stored.output === null ? undefined : JSON.parse(found.stored.output)
}
