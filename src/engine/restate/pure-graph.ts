import type { HashedGraph } from '../graph/graph.ts'
import type { NodeType, NodeTypeCatalogue } from '../node-type.ts'

interface Request {
  readonly graph: HashedGraph
  readonly retryOf?: unknown
  readonly sequence?: string
}

/** Whether it ends by itself, soon and without a trace, so that another host can do the same once more. */
const isHarmless = (type: NodeType | undefined): boolean =>
  (type?.kind === 'task' || type?.kind === 'loop') && !type.effects

/** Whether nothing but the answer is lost with the host that carries out a request. */
export const isPure = ({ graph, retryOf, sequence }: Request, types: NodeTypeCatalogue): boolean =>
  retryOf === undefined &&
  sequence === undefined &&
  graph.graph.nodes.every(({ type }) => isHarmless(types.get(type)))
