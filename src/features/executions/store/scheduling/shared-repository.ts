import type { InStatement, Row } from '@libsql/client'
import type { Database } from '../../../../db/client.ts'
import type { WriteKind, Writer } from '../../../../db/writer.ts'
import type { ExecutionHead, ExecutionStatus } from '../../../../engine/records.ts'
import type { Progress, SharedStore, TakenExecution, Taking } from '../../../../engine/restate/ports.ts'
import { isoTime } from '../../../../lib/time/clock.ts'
import { HAS_ENDED, IS_ACTIVE } from '../execution-codec.ts'
import { FollowUpStatements } from '../follow-up-statements.ts'
import { createEndExecution, type UnreadEnd } from '../save-statements.ts'

const PER_READ = 200

/** Whether an execution `e` must end before another of the same batch or sequence starts. */
const IS_EARLIER = `e.id < executions.id AND e.${IS_ACTIVE}
  AND (e.batch_id = executions.batch_id OR e.sequence = executions.sequence)`

const IS_FIRST = `((batch_id IS NULL AND sequence IS NULL)
  OR status IN ('running', 'waiting') OR NOT EXISTS (SELECT 1 FROM executions AS e WHERE ${IS_EARLIER}))`

const IS_DUE = `(status NOT IN ('scheduled', 'waiting') OR start_at <= ?)`

const MAX_CONCURRENT = '(SELECT max_concurrent FROM scripts WHERE id = executions.script_id)'

/** Whether its script takes one more; one that runs or waits has its place. */
const HAS_PLACE = `(status IN ('running', 'waiting') OR ${MAX_CONCURRENT} IS NULL
  OR ${MAX_CONCURRENT} > (SELECT count(*) FROM executions AS e
    WHERE e.status IN ('running', 'waiting') AND e.script_id = executions.script_id))`

const TAKEN = `id, caller, script_id, status, batch_id, sequence, fence, start_at,
  ${MAX_CONCURRENT} IS NOT NULL AS is_limited`

const TAKE = `UPDATE executions SET fence = fence + 1, start_at = NULL, status = 'running'
  WHERE id = ? AND NOT ${HAS_ENDED} AND ${IS_DUE} AND ${IS_FIRST} AND ${HAS_PLACE}`

interface Take {
  readonly id: string
  /** ISO-8601. */
  readonly now: string
}

interface TakenRow extends Omit<TakenExecution, 'is_limited'> {
  readonly is_limited: number
  readonly fence: number
  readonly start_at: string | null
}

// Guarantee: the columns are those of `TAKEN`.
const toTaken = (row: Row): TakenExecution & Pick<TakenRow, 'fence' | 'start_at'> => {
  const { is_limited, ...rest } = row as unknown as TakenRow
  return { ...rest, is_limited: is_limited === 1 }
}

/** Statements for one execution at a time, so that each learns the state before its own change. */
const takeExecution: WriteKind<Take, Taking> = {
  statements: (takes) =>
    takes.flatMap(({ id, now }): InStatement[] => [
      { sql: `SELECT ${TAKEN}, ${HAS_ENDED} AS has_ended FROM executions WHERE id = ?`, args: [id] },
      { sql: TAKE, args: [id, now] },
    ]),
  results: (sets, takes) =>
    takes.map(({ now }, index) => {
      const found = sets[index * 2]?.rows[0]
      const row = found && toTaken(found)
      if (!row || found.has_ended) return { kind: 'gone', execution: row }
      if (sets[index * 2 + 1]?.rowsAffected) return { kind: 'taken', fence: row.fence + 1, execution: row }
      const isEarly = row.start_at === null ? row.status === 'waiting' : row.start_at > now
      if (!isEarly) return { kind: 'behind' }
      return { kind: 'early', at: row.start_at === null ? null : Date.parse(row.start_at) }
    }),
}

const PROGRESS = `SELECT id, status, (SELECT coalesce(max(max(started_seq, finished_seq)), 0)
    FROM node_executions WHERE execution_id = executions.id) AS seq
  FROM executions WHERE id IN (SELECT value FROM json_each(?))`

const NEXT = (column: 'batch_id' | 'sequence') => `SELECT id FROM executions
  WHERE ${column} = ? AND status IN ('queued', 'scheduled') ORDER BY id LIMIT 1`

const NEXT_OF_SCRIPT = `SELECT id FROM executions
  WHERE status = 'queued' AND script_id = ? AND ${IS_FIRST} ORDER BY id LIMIT 1`

const OVERDUE = `SELECT id FROM executions
  WHERE status = 'queued' AND created_at < ? AND ${IS_FIRST} AND ${HAS_PLACE}
  UNION SELECT id FROM executions
  WHERE status IN ('scheduled', 'waiting') AND start_at < ? AND ${IS_FIRST} AND ${HAS_PLACE}
  LIMIT ${PER_READ}`

export interface SharedRepositoryOptions {
  readonly database: Database
  readonly writer: Writer
  /** Larger values of executions that are stopped are removed. */
  readonly maxBytes: number
  readonly onFailureScript?: number | undefined
}

/** Executions that several hosts run. */
export class SharedRepository implements SharedStore {
  readonly #database: Database
  readonly #writer: Writer
  readonly #maxBytes: number
  readonly #stop: ReturnType<typeof createStop>

  constructor({ database, writer, maxBytes, onFailureScript }: SharedRepositoryOptions) {
    this.#database = database
    this.#writer = writer
    this.#maxBytes = maxBytes
    this.#stop = createStop(new FollowUpStatements(onFailureScript))
  }

  take(id: string, now: number): Promise<Taking> {
    return this.#writer.write(takeExecution, { id, now: isoTime(now) })
  }

  stop(ended: ExecutionHead): Promise<boolean> {
    return this.#writer.write(this.#stop, { head: ended, maxBytes: this.#maxBytes })
  }

  async progress(ids: readonly string[]): Promise<readonly Progress[]> {
    const { rows } = await this.#database.execute({ sql: PROGRESS, args: [JSON.stringify(ids)] })
    return rows.map(({ id, status, seq }) => ({
      id: String(id),
      // Guarantee: only the engine writes this column.
      status: status as ExecutionStatus,
      seq: Number(seq),
    }))
  }

  async next({ batch_id, sequence, script_id, is_limited }: TakenExecution): Promise<readonly string[]> {
    const reads: InStatement[] = []
    if (batch_id !== null) reads.push({ sql: NEXT('batch_id'), args: [batch_id] })
    if (sequence !== null) reads.push({ sql: NEXT('sequence'), args: [sequence] })
    if (is_limited) reads.push({ sql: NEXT_OF_SCRIPT, args: [script_id] })
    const found = await Promise.all(reads.map((read) => this.#database.execute(read)))
    return [...new Set(found.flatMap(({ rows }) => rows.map(({ id }) => String(id))))]
  }

  async taken(id: string): Promise<TakenExecution | undefined> {
    const { rows } = await this.#database.execute({
      sql: `SELECT ${TAKEN} FROM executions WHERE id = ?`,
      args: [id],
    })
    return rows[0] && toTaken(rows[0])
  }

  async overdue(time: number): Promise<readonly string[]> {
    const { rows } = await this.#database.execute({ sql: OVERDUE, args: [isoTime(time), isoTime(time)] })
    return rows.map(({ id }) => String(id))
  }
}

/** Takes executions from those who run them, and ends them. */
const createStop = (followUps: FollowUpStatements): WriteKind<UnreadEnd, boolean> => {
  const end = createEndExecution(followUps)
  return {
    statements: (ends) => [
      ...ends.map(({ head: { id } }) => ({
        sql: `UPDATE executions SET fence = fence + 1 WHERE id = ? AND NOT ${HAS_ENDED}`,
        args: [id],
      })),
      ...end.statements(ends),
    ],
    results(sets, ends) {
      end.results(sets.slice(ends.length), ends)
      return ends.map((_, index) => (sets[index]?.rowsAffected ?? 0) > 0)
    },
  }
}
