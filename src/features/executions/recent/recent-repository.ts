import type { InStatement, Row } from '@libsql/client'
import type { Database } from '../../../db/client.ts'
import type { NodeStatus } from '../../../engine/records.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { inlineField } from '../store/node-codec.ts'

/** Executions by their ids, those of one script or of all. */
export interface IdRange {
  /** The first id. */
  readonly from: string
  /** The id after the last one. */
  readonly before: string
  readonly scriptId: number | undefined
}

export interface ErrorCount {
  readonly error_code: string
  readonly executions: number
  readonly last_execution_id: string
}

/** How much one statement reads. */
const AT_ONCE = { runs: 20, starts: 500, failures: 5000 }

/** Longer data of nodes are not read, and no more runs of one execution. */
const MAX_INLINE_BYTES = 65_536
const MAX_RUNS = 1000

const HAS_RUN = "status IN ('completed', 'failed') AND duration_ms IS NOT NULL"
const FIELDS = ['node_id', 'type', 'status', 'duration_ms'] as const

const INLINE_RUNS = `SELECT json_group_array(json_array(${FIELDS.map(inlineField).join(', ')}))
  FROM json_each(iif(octet_length(nodes) <= ${MAX_INLINE_BYTES}, nodes, '[]'))
  WHERE ${inlineField('status')} IN ('completed', 'failed') AND ${inlineField('duration_ms')} IS NOT NULL`

const STORED_RUNS = `SELECT json_group_array(json_array(${FIELDS.join(', ')})) FROM (SELECT ${FIELDS.join(', ')}
  FROM node_executions WHERE execution_id = executions.id AND ${HAS_RUN} LIMIT ${MAX_RUNS})`

const RUNS = `SELECT id, script_id, octet_length(nodes) > ${MAX_INLINE_BYTES} AS is_long,
  iif(nodes IS NULL, (${STORED_RUNS}), (${INLINE_RUNS})) AS runs FROM executions`

const STARTS = `SELECT id, created_at, started_at, trigger ->> 'scheduled_at' AS scheduled_at FROM executions`

const NEXT_CODE = 'SELECT min(error_code) AS code FROM executions WHERE error_code > ?'

// The inner statement is answered by an index of failed executions alone.
const FAILURES = `SELECT count(*) AS found, min(id) AS first, max(iif(fits, id, NULL)) AS last, sum(fits) AS fitting
  FROM (SELECT id, script_id = ? OR ? IS NULL AS fits FROM executions INDEXED BY executions_error
    WHERE error_code = ? AND id >= ? AND id < ? ORDER BY id DESC LIMIT ${AT_ONCE.failures})`

const QUEUED_SINCE = `SELECT max(created_at, coalesce(trigger ->> 'scheduled_at', created_at)) AS since FROM executions
  WHERE status = 'queued' ORDER BY id LIMIT 1`

/** A run of a node that has ended: id of the node, type, status and duration. */
export type StoredRun = readonly [nodeId: string, type: string, status: NodeStatus, ms: number]

/** Reads statistics over many stored executions, a few at a time. */
export class RecentRepository {
  readonly #database: Database
  readonly #turns: Turns

  constructor(database: Database, turns: Turns) {
    this.#database = database
    this.#turns = turns
  }

  /** Calls `use` with the node runs of the newest executions; `isWhole` tells whether those are all of the execution. */
  runs(
    range: IdRange & { readonly limit: number },
    use: (scriptId: number, runs: readonly StoredRun[], isWhole: boolean) => void,
  ): Promise<boolean> {
    return this.#each({ sql: RUNS, atOnce: AT_ONCE.runs, ...range }, (row) => {
      const runs: readonly StoredRun[] = JSON.parse(String(row.runs))
      use(Number(row.script_id), runs, row.is_long !== 1 && runs.length < MAX_RUNS)
    })
  }

  /** Calls `use` with the times of the newest executions that have started. */
  starts(
    range: IdRange & { readonly limit: number },
    use: (createdAt: string, startedAt: string, scheduledAt: string | null) => void,
  ): Promise<boolean> {
    return this.#each({ sql: STARTS, atOnce: AT_ONCE.starts, ...range }, (row) => {
      const { created_at, started_at, scheduled_at } = row
      if (started_at === null) return
      use(String(created_at), String(started_at), scheduled_at === null ? null : String(scheduled_at))
    })
  }

  /** The most frequent ones first. */
  async failures(range: IdRange): Promise<ErrorCount[]> {
    const counts: ErrorCount[] = []
    for (let code = await this.#nextCode(''); code !== undefined; code = await this.#nextCode(code)) {
      const count = await this.#count(code, range)
      if (count.executions > 0) counts.push(count)
    }
    return counts.sort((a, b) => b.executions - a.executions)
  }

  async queuedSince(): Promise<string | undefined> {
    const [row] = await this.#read(QUEUED_SINCE)
    return row && String(row.since)
  }

  async #nextCode(after: string): Promise<string | undefined> {
    const [row] = await this.#read({ sql: NEXT_CODE, args: [after] })
    return typeof row?.code === 'string' ? row.code : undefined
  }

  async #count(error_code: string, { from, before, scriptId }: IdRange): Promise<ErrorCount> {
    let executions = 0
    let newest: string | undefined
    for (let end: string | undefined = before; end !== undefined; ) {
      const [row] = await this.#read({
        sql: FAILURES,
        args: [scriptId ?? null, scriptId ?? null, error_code, from, end],
      })
      executions += Number(row?.fitting ?? 0)
      if (typeof row?.last === 'string') newest ??= row.last
      end = row?.found === AT_ONCE.failures ? String(row.first) : undefined
    }
    return { error_code, executions, last_execution_id: newest ?? '' }
  }

  /** From the newest on; returns whether these are all. */
  async #each(
    { sql, atOnce, from, before, scriptId, limit }: IdRange & EachOptions,
    use: (row: Row) => void,
  ): Promise<boolean> {
    const scope = scriptId === undefined ? [] : [scriptId]
    const where = `id >= ? AND id < ?${scriptId === undefined ? '' : ' AND script_id = ?'}`
    let end = before
    for (let rest = limit; rest > 0; rest -= atOnce) {
      const rows = await this.#read({
        sql: `${sql} WHERE ${where} ORDER BY id DESC LIMIT ?`,
        args: [from, end, ...scope, Math.min(rest, atOnce)],
      })
      rows.forEach(use)
      if (rows.length < Math.min(rest, atOnce)) return true
      end = String(rows.at(-1)?.id)
    }
    return false
  }

  async #read(statement: InStatement): Promise<readonly Row[]> {
    if (this.#turns.isOver) await this.#turns.next()
    return (await this.#database.execute(statement)).rows
  }
}

interface EachOptions {
  readonly sql: string
  readonly atOnce: number
  readonly limit: number
}
