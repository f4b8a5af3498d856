import { LRUCache } from 'lru-cache'
import type { Database } from '../../../db/client.ts'
import type { Turns } from '../../../lib/async/turns.ts'

/** Where the node rows of an execution stand; a position is an index of `rows` and `bytes`. */
export interface NodeIndex {
  readonly rows: Float64Array
  /** How long each output is. */
  readonly bytes: Float64Array
  /** All positions, in the order of the nodes' first events. */
  readonly order: Uint32Array
  /** By sequence number, the position of the event's node, plus one; negative when the node has finished, 0 for none. */
  readonly events: Int32Array
}

const ROWS_PER_READ = 2000
const MAX_CACHED_NODES = 500_000

const PLACES = `SELECT json_group_array(json_array(rowid, bytes, started_seq, finished_seq, path, node_id)) AS places
  FROM (SELECT rowid, octet_length(output) + coalesce(octet_length(logs), 0) + coalesce(octet_length(warnings), 0) + coalesce(octet_length(earlier_errors), 0) AS bytes, started_seq, finished_seq, path, node_id FROM node_executions
    WHERE execution_id = ? AND (path, node_id) > (?, ?) ORDER BY path, node_id LIMIT ${ROWS_PER_READ})`

type Place = readonly [
  row: number,
  bytes: number,
  started: number,
  finished: number,
  path: string,
  node: string,
]

/** Finds the node rows of large executions, so that they can be read in the order of events without being sorted again. */
export class NodeIndexes {
  readonly #database: Database
  readonly #turns: Turns
  readonly #ended = new LRUCache<string, NodeIndex>({
    maxSize: MAX_CACHED_NODES,
    sizeCalculation: ({ rows }) => rows.length + 1,
  })
  readonly #reading = new Map<string, Promise<NodeIndex>>()

  constructor(database: Database, turns: Turns) {
    this.#database = database
    this.#turns = turns
  }

  /** The index of an execution, which is kept for others when the execution has ended. */
  async of(id: string, hasEnded: boolean): Promise<NodeIndex> {
    if (!hasEnded) return this.#read(id)
    const known = this.#ended.get(id) ?? this.#reading.get(id)
    if (known) return known
    const reading = this.#read(id).finally(() => this.#reading.delete(id))
    this.#reading.set(id, reading)
    const index = await reading
    this.#ended.set(id, index)
    return index
  }

  async #read(id: string): Promise<NodeIndex> {
    const builder = new NodeIndexBuilder()
    for (let last: readonly [string, string] | undefined = ['', '']; last; ) {
      if (this.#turns.isOver) await this.#turns.next()
      const { rows } = await this.#database.execute({ sql: PLACES, args: [id, ...last] })
      const places: Place[] = JSON.parse(String(rows[0]?.places))
      for (const [row, bytes, started, finished] of places) builder.add({ row, bytes, started, finished })
      const end = places.at(ROWS_PER_READ - 1)
      last = end && [end[4], end[5]]
    }
    return builder.build()
  }
}

class NodeIndexBuilder {
  readonly #rows: number[] = []
  readonly #bytes: number[] = []
  readonly #started: number[] = []
  readonly #finished: number[] = []
  #lastSeq = 0

  add({ row, bytes, started, finished }: Readonly<Record<'row' | 'bytes' | 'started' | 'finished', number>>) {
    this.#rows.push(row)
    this.#bytes.push(bytes)
    this.#started.push(started)
    this.#finished.push(finished)
    this.#lastSeq = Math.max(this.#lastSeq, started, finished)
  }

  // Plain loops: with callbacks it would hold the event loop for a tenth of a second for 100,000 nodes.
  build(): NodeIndex {
    const events = new Int32Array(this.#lastSeq + 1)
    const order = new Uint32Array(this.#rows.length)
    let ordered = 0
    for (let position = 0; position < order.length; position++) {
      const started = this.#started[position] ?? 0
      const finished = this.#finished[position] ?? 0
      if (started > 0) events[started] = position + 1
      if (finished > 0) events[finished] = -position - 1
      if (started === 0 && finished === 0) order[ordered++] = position
    }
    for (const event of events) {
      const position = Math.abs(event) - 1
      const isFirst = event > 0 || (event < 0 && this.#started[position] === 0)
      if (isFirst) order[ordered++] = position
    }
    return { rows: new Float64Array(this.#rows), bytes: new Float64Array(this.#bytes), order, events }
  }
}
