import { z } from 'zod'
import type { Problem } from '../../../domain/errors.ts'
import { AnyObject } from '../../../domain/keyed-object.ts'
import { bySource, Connection, type Graph, GraphNode, MAX_GRAPH } from '../../../engine/graph/graph.ts'

// Ids, types and ports are never empty, so an empty text can stand for an unreadable one.
const UNREADABLE = ''
const text = z.string().catch(UNREADABLE)

const DraftNode = z
  .object({
    id: text,
    type: text,
    parameters: AnyObject.catch({}),
    on_error: GraphNode.shape.on_error.catch(undefined),
  })
  .catch({ id: UNREADABLE, type: UNREADABLE, parameters: {} })

const DraftConnection = z
  .object({ target: text, output: Connection.shape.output.catch(UNREADABLE) })
  .catch({ target: UNREADABLE, output: UNREADABLE })

const Draft = z.object({
  nodes: z.array(DraftNode).max(MAX_GRAPH.nodes),
  connections: bySource(z.array(DraftConnection).catch([])).catch({}),
})

/**
 * The readable parts of a graph that violates its schema, so that its other rules can be checked in the same answer;
 * `undefined` when it has no list of nodes.
 */
export const readDraft = (body: unknown): Graph | undefined => Draft.safeParse(body).data

/** Whether a problem is only a consequence of an unreadable part, which the schema reports itself. */
export const concernsUnreadable = ({ values = {} }: Problem): boolean =>
  Object.values(values).includes(UNREADABLE)
