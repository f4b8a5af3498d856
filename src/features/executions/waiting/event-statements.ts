import type { InStatement, Row } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import type { ResumeLink } from '../../../engine/ports.ts'
import type { StepId } from '../../../engine/records.ts'
import { type ExecutionStatus, isFinal } from '../../../engine/records.ts'
import { HAS_ENDED } from '../store/execution-codec.ts'
import { AGREES_LESS, endDiskWaits, MATCHES, NOTE_TAKER } from './wait-statements.ts'

/** Bounds what waits in an execution for a step to take it. */
export interface BufferLimits {
  readonly events: number
  readonly bytes: number
}

/** An event for one execution. */
export interface EventWrite {
  readonly id: string
  readonly executionId: string
  /** `null` for one that comes by a link. */
  readonly name: string | null
  readonly correlation: string | null
  /** The link by which it comes, once at most. */
  readonly link?: ResumeLink
  /** JSON. */
  readonly payload: string
  readonly bytes: number
  readonly now: number
  readonly createdAt: string
  readonly buffer: BufferLimits
}

/** The outcome of an event: the step that took it, or `null` while it is in the buffer. */
export type Delivery = { readonly takenBy: StepId | null } | { readonly refused: Refusal }

export type Refusal = 'unknown' | 'ended' | 'buffer_full' | 'used'

/** The waiting step that takes an event `e`. Takes the current time. */
const TAKER = `SELECT step FROM (SELECT w.rowid AS step, ${AGREES_LESS} AS rank FROM event_waits AS w
  WHERE w.execution_id = e.execution_id AND w.event_id IS NULL AND NOT w.is_over
    AND (w.deadline IS NULL OR w.deadline > ?) AND ${MATCHES})
  ORDER BY rank, step LIMIT 1`

const STATEMENTS_PER_EVENT = 5

const eventStatements = (write: EventWrite): InStatement[] => {
  const { id, executionId, name, correlation, link, payload, bytes, now, createdAt, buffer } = write
  return [
    {
      sql: `INSERT INTO events (id, execution_id, name, correlation, link_path, link_nodes, payload, bytes, taken, created_at)
        SELECT e.*, ?, ?, 0, ?
        FROM (SELECT ? AS id, ? AS execution_id, ? AS name, ? AS correlation, ? AS link_path, ? AS link_nodes) AS e
        WHERE EXISTS (SELECT 1 FROM executions WHERE id = e.execution_id AND NOT ${HAS_ENDED})
          AND (EXISTS (${TAKER}) OR (SELECT count(*) < ? AND coalesce(sum(bytes), 0) <= ? FROM events
            WHERE execution_id = e.execution_id AND taken = 0))
        ON CONFLICT DO NOTHING`,
      args: [
        payload,
        bytes,
        createdAt,
        id,
        executionId,
        name,
        correlation,
        link?.path ?? null,
        link ? JSON.stringify(link.waits) : null,
        now,
        buffer.events,
        buffer.bytes - bytes,
      ],
    },
    {
      sql: `UPDATE event_waits SET event_id = ?
        WHERE rowid = (SELECT (${TAKER}) FROM events AS e WHERE e.id = ? AND e.taken = 0)`,
      args: [id, now, id],
    },
    { sql: NOTE_TAKER, args: [id, id] },
    endDiskWaits(write),
    {
      sql: `SELECT x.status, e.id, e.taken, e.taken_path, e.taken_node FROM executions AS x
        LEFT JOIN events AS e ON e.id = ? WHERE x.id = ?`,
      args: [id, executionId],
    },
  ]
}

const deliveryOf = (row: Row | undefined, executionId: string, isRepeated: boolean): Delivery => {
  if (isRepeated && row?.id) return { refused: 'used' }
  if (!row) return { refused: 'unknown' }
  // Guarantee: only the engine writes the status of an execution.
  if (row.id === null) return { refused: isFinal(row.status as ExecutionStatus) ? 'ended' : 'buffer_full' }
  if (row.taken === 0) return { takenBy: null }
  const step = { path: String(row.taken_path), node_id: String(row.taken_node) }
  return { takenBy: { execution_id: executionId, ...step } }
}

/** Gives an event to the step that waits for it, or keeps it until one does; at most once for each id. */
export const deliverEvent: WriteKind<EventWrite, Delivery> = {
  weigh: ({ bytes }) => bytes,
  statements: (writes) => writes.flatMap(eventStatements),
  results: (sets, writes) =>
    writes.map(({ executionId, link }, index) => {
      const [insert, , , , found] = sets.slice(index * STATEMENTS_PER_EVENT)
      return deliveryOf(found?.rows[0], executionId, link !== undefined && insert?.rowsAffected === 0)
    }),
}

/** Ends the wait of a step without an event; `false` when it was given one before. */
export const endStepWait: WriteKind<StepId, boolean> = {
  statements: (steps) =>
    steps.flatMap(({ execution_id, path, node_id }): InStatement[] => [
      {
        sql: `UPDATE event_waits SET is_over = 1
          WHERE execution_id = ? AND path = ? AND node_id = ? AND event_id IS NULL`,
        args: [execution_id, path, node_id],
      },
      {
        sql: `SELECT 1 FROM event_waits
          WHERE execution_id = ? AND path = ? AND node_id = ? AND event_id IS NOT NULL`,
        args: [execution_id, path, node_id],
      },
    ]),
  results: (sets, steps) => steps.map((_, index) => sets[index * 2 + 1]?.rows.length === 0),
}
