import type { Database } from '../../../db/client.ts'
import { WAIT_FOR_EVENT } from '../../../engine/records.ts'
import type { StoredNode } from './parts-repository.ts'

export interface NodeFilter {
  readonly status?: string | undefined
  readonly node_id?: string | undefined
  readonly path?: string | undefined
}

/** A node's row without what may be long, and how long its output is. */
export interface NodeHead extends Omit<StoredNode, 'output' | 'logs' | 'warnings' | 'earlier_errors'> {
  readonly output_bytes: number
}

const HEAD = `SELECT rowid AS row, path, node_id, type, status, port, attempts, started_at, finished_at, duration_ms, error,
  iif(type = '${WAIT_FOR_EVENT}' AND status = 'running', state, NULL) AS state, octet_length(output) AS output_bytes
  FROM node_executions WHERE rowid IN (SELECT value FROM json_each(?))`

/** Reads rows of nodes without their outputs. */
export class NodeLists {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The rows of an execution that a filter selects. */
  async rows(id: string, filter: NodeFilter): Promise<ReadonlySet<number>> {
    const conditions = Object.entries(filter).filter(([, value]) => value !== undefined)
    const where = ['execution_id = ?', ...conditions.map(([name]) => `${name} = ?`)].join(' AND ')
    const { rows } = await this.#database.execute({
      sql: `SELECT json_group_array(rowid) AS found FROM node_executions WHERE ${where}`,
      args: [id, ...conditions.map(([, value]) => value ?? null)],
    })
    return new Set<number>(JSON.parse(String(rows[0]?.found)))
  }

  /** These rows, in this order. */
  async heads(wanted: readonly number[]): Promise<readonly NodeHead[]> {
    const { rows } = await this.#database.execute({ sql: HEAD, args: [JSON.stringify(wanted)] })
    // Guarantee: the statement selects these columns.
    const byRow = new Map(rows.map((row) => [Number(row.row), row as unknown as NodeHead]))
    return wanted.flatMap((row) => byRow.get(row) ?? [])
  }
}
