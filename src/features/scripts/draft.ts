import { z } from 'zod'
import type { Problem } from '../../domain/errors.ts'
import { AnyObject } from '../../domain/keyed-object.ts'
import { bySource, Connection, type Graph, GraphNode, LARGEST_GRAPH } from '../../engine/graph/graph.ts'

// No id, type or port is empty, so an empty text stands for one that could not be read.
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
  nodes: z.array(DraftNode).max(LARGEST_GRAPH.nodes),
  connections: bySource(z.array(DraftConnection).catch([])).catch({}),
})

/**
 * What can be read of a graph whose schema was broken, so that its other rules can be checked all the same;
 * `undefined` when it has no list of nodes.
 */
export const readDraft = (body: unknown): Graph | undefined => Draft.safeParse(body).data

/** Whether a problem of a draft comes only from what could not be read, which is a problem of its own. */
export const isAboutUnreadable = ({ values = {} }: Problem): boolean =>
  Object.values(values).includes(UNREADABLE)
