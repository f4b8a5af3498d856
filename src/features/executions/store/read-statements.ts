import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { events, eventWaits } from '../../../db/schema/events.ts'
import { followUps } from '../../../db/schema/follow-ups.ts'
import { variableSnapshots } from '../../../db/schema/variables.ts'
import { executions, graphs, nodeExecutions } from '../../../db/schema.ts'
import { ENGAGED_STATUSES } from '../../../engine/records.ts'
import { DATA_BYTES, HAS_ENDED, headColumns, ownColumns, stateColumns } from './execution-codec.ts'
import { nodeColumns } from './node-codec.ts'

const UNFINISHED_PER_PAGE = 500
/** As many as take some milliseconds, during which the event loop is held. */
export const NODES_PER_PAGE = 500

export const prepareReads = ({ orm }: Database) => ({
  find: orm
    .select(stateColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  own: orm
    .select(ownColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  /** A page of the nodes of an execution, in the order of their keys, which is that of the index. */
  nodesAfter: orm
    .select(nodeColumns)
    .from(nodeExecutions)
    .where(
      and(
        eq(nodeExecutions.execution_id, sql.placeholder('id')),
        sql`(${nodeExecutions.path}, ${nodeExecutions.node_id}) > (${sql.placeholder('path')}, ${sql.placeholder('nodeId')})`,
      ),
    )
    .orderBy(nodeExecutions.path, nodeExecutions.node_id)
    .limit(NODES_PER_PAGE)
    .prepare(),
  head: orm
    .select(headColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  present: orm
    .select({ id: executions.id })
    .from(executions)
    .where(inArray(executions.id, sql`(SELECT value FROM json_each(${sql.placeholder('ids')}))`))
    .prepare(),
  outputWithin: orm
    .select({ output: executions.output })
    .from(executions)
    .where(
      and(
        eq(executions.id, sql.placeholder('id')),
        lte(sql`octet_length(${executions.output})`, sql.placeholder('maxBytes')),
      ),
    )
    .prepare(),
  pendingFollowUp: orm
    .select({ kind: followUps.kind })
    .from(followUps)
    .where(and(eq(followUps.execution_id, sql.placeholder('id')), eq(followUps.outcome, 'pending')))
    .prepare(),
  size: orm
    .select({ bytes: DATA_BYTES, hasEnded: sql<number>`${sql.raw(HAS_ENDED)}` })
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  unfinished: orm
    .select(headColumns)
    .from(executions)
    .where(and(inArray(executions.status, ENGAGED_STATUSES), gt(executions.id, sql.placeholder('after'))))
    .orderBy(executions.id)
    .limit(UNFINISHED_PER_PAGE)
    .prepare(),
  inBatch: orm
    .select({ id: executions.id })
    .from(executions)
    .where(eq(executions.batch_id, sql.placeholder('id')))
    .orderBy(executions.id)
    .prepare(),
  graph: orm
    .select({ graph: graphs.graph })
    .from(graphs)
    .where(eq(graphs.hash, sql.placeholder('hash')))
    .prepare(),
  ranGraph: orm
    .select({ hash: graphs.hash, text: graphs.graph })
    .from(executions)
    .innerJoin(graphs, eq(graphs.hash, executions.graph_hash))
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  given: orm
    .select({ payload: events.payload })
    .from(eventWaits)
    .innerJoin(events, eq(events.id, eventWaits.event_id))
    .where(
      and(
        eq(eventWaits.execution_id, sql.placeholder('execution_id')),
        eq(eventWaits.path, sql.placeholder('path')),
        eq(eventWaits.node_id, sql.placeholder('node_id')),
      ),
    )
    .prepare(),
  variables: orm
    .select({ text: variableSnapshots.variables })
    .from(variableSnapshots)
    .where(eq(variableSnapshots.hash, sql.placeholder('hash')))
    .prepare(),
})
