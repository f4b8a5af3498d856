import { blankRecord } from '../../engine/embedded/blank-record.ts'
import type { Graph, GraphNode } from '../../engine/graph/graph.ts'
import type { NodeRecord } from '../../engine/records.ts'
import type { ActionRequest } from './schema.ts'

const ACTION = 'node_1'
const INPUT = 'input'

/** The results of nodes that the request knows stand in the place of running them. */
interface ActionGraph {
  /** The id of the action. */
  readonly id: string
  readonly graph: Graph
  readonly completed: readonly NodeRecord[]
}

/**
 * The graph of one action. What the request knows of other nodes becomes completed nodes before it, and its input the
 * output of the last one of these; the action stands first, so that problems of it are found by their paths.
 */
export const actionGraph = ({
  action_type: type,
  input,
  params,
  nodes,
  ...request
}: ActionRequest): ActionGraph => {
  const { parameters, retry, timeout_ms } = request
  const outputs = new Map(Object.entries(nodes ?? {}))
  const id = freeId(ACTION, outputs)
  const action: GraphNode = {
    id,
    type,
    parameters,
    ...(retry && { retry }),
    ...(timeout_ms !== undefined && { timeout_ms }),
  }
  if (nodes === undefined && params === undefined) {
    return { id, graph: { nodes: [action], connections: {} }, completed: [] }
  }
  const feeder = freeId(INPUT, outputs)
  const known = [...outputs, [feeder, input ?? null] as const]
  return {
    id,
    graph: {
      nodes: [action, ...known.map(([each]) => stub(each))],
      connections: Object.fromEntries(
        known.map(([each]) => [each, [{ target: each === feeder ? id : feeder, output: 'out' }]]),
      ),
    },
    completed: known.map(([each, output]) => completedRecord(stub(each), output)),
  }
}

/** Where a problem of the graph stands in the request. */
export const pathInRequest = (path: string): string =>
  path.replace(/^nodes\.0\.(type$)?/, (_, isType) => (isType ? 'action_type' : ''))

const freeId = (wanted: string, taken: { has(id: string): boolean }): string =>
  taken.has(wanted) ? freeId(`${wanted}_`, taken) : wanted

/** A node that never runs. */
const stub = (id: string): GraphNode => ({ id, type: 'transform', parameters: { expression: 'input' } })

const completedRecord = (node: GraphNode, output: unknown): NodeRecord => ({
  ...blankRecord('', node),
  status: 'completed',
  port: 'out',
  output,
  attempts: 1,
})
