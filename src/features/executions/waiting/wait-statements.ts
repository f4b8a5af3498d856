import type { InStatement } from '@libsql/client'
import type { ExecutionWrite, NodeRecord } from '../../../engine/records.ts'
import { type EventWait, eventWaitOf, type StepId, WAIT_FOR_EVENT } from '../../../engine/records.ts'

const IS_STEP = 'execution_id = ? AND path = ? AND node_id = ?'

const toStepArgs = ({ execution_id, path, node_id }: StepId): string[] => [execution_id, path, node_id]

/** Whether an event `e` of an execution is one that a wait `w` of it takes. */
export const MATCHES = `CASE WHEN e.name IS NULL
    THEN w.path = e.link_path AND w.node_id IN (SELECT value FROM json_each(e.link_nodes))
    ELSE w.name = e.name AND (w.correlation IS NULL OR e.correlation IS NULL OR w.correlation = e.correlation) END`

/** Orders those that match: the one that agrees in the correlation comes first. */
export const AGREES_LESS = 'w.correlation IS NOT e.correlation'

/** Takes the id of an event, twice: records which step took it. */
export const NOTE_TAKER = `UPDATE events SET taken = 1,
    (taken_path, taken_node) = (SELECT path, node_id FROM event_waits WHERE event_id = events.id)
  WHERE id = ? AND taken = 0 AND EXISTS (SELECT 1 FROM event_waits WHERE event_id = ?)`

/** Has the executions go on, from the disk, that have taken an event. */
export const endDiskWaits = ({
  id,
  createdAt,
}: {
  readonly id: string
  readonly createdAt: string
}): InStatement => ({
  sql: `UPDATE executions SET start_at = ?
    WHERE status = 'waiting' AND id IN (SELECT execution_id FROM event_waits WHERE event_id = ?)`,
  args: [createdAt, id],
})

/** Begins a wait, and gives it an event that has come before. */
const beginWait = (step: StepId, { name, correlation, deadline }: EventWait): InStatement[] => [
  {
    sql: `INSERT INTO event_waits (execution_id, path, node_id, name, correlation, deadline, is_over)
      VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
    args: [...toStepArgs(step), name, correlation, deadline],
  },
  {
    sql: `UPDATE event_waits SET event_id = (SELECT e.id FROM events AS e, event_waits AS w
        WHERE w.execution_id = event_waits.execution_id AND w.path = event_waits.path AND w.node_id = event_waits.node_id
          AND e.execution_id = w.execution_id AND e.taken = 0 AND ${MATCHES}
        ORDER BY ${AGREES_LESS}, e.id LIMIT 1)
      WHERE ${IS_STEP} AND event_id IS NULL AND NOT is_over`,
    args: toStepArgs(step),
  },
  {
    sql: `UPDATE events SET taken = 1, taken_path = ?, taken_node = ?
      WHERE taken = 0 AND execution_id = ?
        AND id = (SELECT event_id FROM event_waits WHERE ${IS_STEP})`,
    args: [step.path, step.node_id, step.execution_id, ...toStepArgs(step)],
  },
]

/** Ends a wait. The payload is part of the node's record from now on, unless others still have to read it. */
const endWait = (step: StepId): InStatement[] => [
  {
    sql: `UPDATE events SET payload = NULL WHERE id = (SELECT event_id FROM event_waits WHERE ${IS_STEP})
      AND NOT EXISTS (SELECT 1 FROM event_waits AS w WHERE w.event_id = events.id
        AND (w.execution_id, w.path, w.node_id) <> (?, ?, ?))`,
    args: [...toStepArgs(step), ...toStepArgs(step)],
  },
  { sql: `DELETE FROM event_waits WHERE ${IS_STEP}`, args: toStepArgs(step) },
]

const hasEnded = ({ status }: NodeRecord): boolean => status !== 'pending' && status !== 'running'

/** What changes for waiting steps when nodes of an execution are written. */
export const waitStatements = ({
  execution,
  nodes,
}: Pick<ExecutionWrite, 'execution' | 'nodes'>): InStatement[] =>
  nodes.flatMap((node) => {
    if (node.type !== WAIT_FOR_EVENT) return []
    const step: StepId = { execution_id: execution.id, path: node.path, node_id: node.node_id }
    const wait = eventWaitOf(node)
    if (wait) return beginWait(step, wait)
    return hasEnded(node) ? endWait(step) : []
  })

const ENDED = '(SELECT value FROM json_each(?))'

/** Ends the waits of ended executions, and drops what no step of theirs will read. */
export const forgetWaits = (executionIds: readonly string[]): InStatement[] => {
  if (executionIds.length === 0) return []
  const ids = JSON.stringify(executionIds)
  return [
    {
      sql: `UPDATE events SET payload = NULL WHERE payload IS NOT NULL AND execution_id IN ${ENDED}`,
      args: [ids],
    },
    {
      sql: `UPDATE events SET payload = NULL
        WHERE id IN (SELECT event_id FROM event_waits WHERE execution_id IN ${ENDED})
          AND NOT EXISTS (SELECT 1 FROM event_waits AS w WHERE w.event_id = events.id AND w.execution_id NOT IN ${ENDED})`,
      args: [ids, ids],
    },
    { sql: `DELETE FROM event_waits WHERE execution_id IN ${ENDED}`, args: [ids] },
  ]
}
