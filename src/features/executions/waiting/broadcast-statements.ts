import type { InStatement, Row } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import type { StepId } from '../../../engine/records.ts'
import type { EventWrite } from './event-statements.ts'
import { endDiskWaits } from './wait-statements.ts'

/** An event for all executions. */
export interface BroadcastWrite
  extends Pick<EventWrite, 'id' | 'correlation' | 'payload' | 'bytes' | 'now' | 'createdAt'> {
  readonly name: string
  /** Records of such events from before this time (ISO-8601) are deleted, unless a step still has to read them. */
  readonly expired: string
}

export interface Broadcast {
  /** How many steps have taken it. */
  readonly count: number
  /** Of the first of them. */
  readonly executionIds: readonly string[]
  /** All of them that have not gone on yet. */
  readonly steps: readonly StepId[]
}

const STATEMENTS = 7
const MAX_IDS = 100
const MAX_DELETED = 100

const broadcastStatements = (write: BroadcastWrite): InStatement[] => {
  const { id, name, correlation, payload, bytes, now, createdAt, expired } = write
  return [
    // A few at a time, so that no request pays for all events of a day.
    {
      sql: `DELETE FROM events WHERE id IN (SELECT id FROM events AS e WHERE execution_id IS NULL AND created_at < ?
        AND NOT EXISTS (SELECT 1 FROM event_waits WHERE event_id = e.id) ORDER BY created_at LIMIT ${MAX_DELETED})`,
      args: [expired],
    },
    {
      sql: `INSERT INTO events (id, name, correlation, payload, bytes, taken, created_at) VALUES (?, ?, ?, ?, ?, -1, ?)
        ON CONFLICT DO NOTHING`,
      args: [id, name, correlation, payload, bytes, createdAt],
    },
    {
      sql: `UPDATE event_waits SET event_id = ?
        WHERE name = ? AND correlation IS ? AND event_id IS NULL AND NOT is_over AND (deadline IS NULL OR deadline > ?)
          AND EXISTS (SELECT 1 FROM events WHERE id = ? AND taken = -1)`,
      args: [id, name, correlation, now, id],
    },
    {
      sql: `UPDATE events SET taken = (SELECT count(*) FROM event_waits WHERE event_id = events.id),
          taken_path = (SELECT json_group_array(execution_id) FROM
            (SELECT execution_id FROM event_waits WHERE event_id = events.id ORDER BY rowid LIMIT ${MAX_IDS}))
        WHERE id = ? AND taken = -1`,
      args: [id],
    },
    endDiskWaits(write),
    {
      sql: `UPDATE events SET payload = NULL WHERE id = ? AND taken = 0`,
      args: [id],
    },
    {
      sql: `SELECT e.taken, e.taken_path, w.execution_id, w.path, w.node_id
        FROM events AS e LEFT JOIN event_waits AS w ON w.event_id = e.id WHERE e.id = ?`,
      args: [id],
    },
  ]
}

const toBroadcast = (rows: readonly Row[]): Broadcast => {
  const [first] = rows
  if (!first) throw new Error('an event that was sent was not found')
  const steps = rows.flatMap(({ execution_id, path, node_id }) =>
    execution_id === null
      ? []
      : [{ execution_id: String(execution_id), path: String(path), node_id: String(node_id) }],
  )
  return { count: Number(first.taken), executionIds: JSON.parse(String(first.taken_path)), steps }
}

/** Gives an event to all steps that wait for it now; once for each id. */
export const broadcastEvent: WriteKind<BroadcastWrite, Broadcast> = {
  weigh: ({ bytes }) => bytes,
  statements: (writes) => writes.flatMap(broadcastStatements),
  results: (sets, writes) =>
    writes.map((_, index) => toBroadcast(sets[index * STATEMENTS + STATEMENTS - 1]?.rows ?? [])),
}
