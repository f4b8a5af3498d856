import type { NodeFailure } from '../errors.ts'
import type { NodeStatus } from '../records.ts'
import type { Graph, GraphNode } from './graph.ts'

/** The outcome of a node, as far as it decides what others get from it. */
export interface Ended {
  readonly node_id: string
  readonly status: NodeStatus
  readonly port: string | null
  readonly error: NodeFailure | null
}

/** What reaches a node through a connection: the output of the node before, or its error. */
export type Arrived<N extends Ended> = { readonly node: N } & (
  | { readonly passes: 'output' }
  | { readonly passes: 'error'; readonly error: NodeFailure }
)

/** The connections that lead to a node, in their order. */
export const connectionsTo = ({ connections }: Graph, id: string) =>
  Object.entries(connections).flatMap(([source, list]) =>
    list.flatMap(({ target, output }) => (target === id ? [{ source, port: output }] : [])),
  )

/** What has come through a connection from a node; nothing when it was not taken. */
export const arrivalFrom = <N extends Ended>(
  before: { readonly node: N; readonly definition: GraphNode },
  port: string,
  target: GraphNode,
): Arrived<N> | undefined => {
  const { node, definition } = before
  if (node.status === 'completed') return node.port === port ? { node, passes: 'output' } : undefined
  if (node.status !== 'failed' || !node.error) return undefined
  const isCaught = definition.on_error === 'continue' && port === 'error'
  const isTold = definition.on_error !== 'continue' && target.trigger_rule === 'all_done'
  return isCaught || isTold ? { node, passes: 'error', error: node.error } : undefined
}
