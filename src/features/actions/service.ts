import { validationFailed } from '../../domain/errors.ts'
import type { TraceHeaders } from '../../domain/trace-headers.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import { type Graph, type GraphNode, writeGraph } from '../../engine/graph/graph.ts'
import { type GraphRules, graphProblems } from '../../engine/graph/validate-graph.ts'
import type { NodeRecord } from '../../engine/records.ts'
import { actionGraph, pathInRequest } from './action-graph.ts'
import { type ActionRequest, type AdHocNode, type NodesRequest, nodeId } from './schema.ts'

/** Runs nodes without a script, and stores nothing. */
export class ActionService {
  readonly #engine: ExecutionEngine
  readonly #rules: GraphRules

  constructor(engine: ExecutionEngine, rules: GraphRules) {
    this.#engine = engine
    this.#rules = rules
  }

  /**
   * Runs one action; a failure is a result as well.
   * @throws AppError `VALIDATION_FAILED` for an unknown type or invalid parameters
   */
  async run(request: ActionRequest, caller: Caller): Promise<NodeRecord> {
    const { strict } = request
    const { id, graph, completed } = actionGraph(request)
    const found = await graphProblems(graph, this.#rules)
    const problems = found.map((problem) => ({ ...problem, path: pathInRequest(problem.path) }))
    if (problems.length > 0) throw validationFailed(problems)
    const input = request.params === undefined ? request.input : request.params
    const nodes = await this.#run(graph, { input, strict, completed, ...caller })
    const node = nodes.find(({ node_id }) => node_id === id)
    if (!node) throw new Error('the action returned no result')
    return node
  }

  /** Runs nodes in parallel. Results are in the order of the nodes; a node that cannot run fails alone. */
  runNodes({ nodes, input, strict, concurrency }: NodesRequest, caller: Caller): Promise<NodeRecord[]> {
    return this.#run(toGraph(nodes), {
      input,
      strict,
      ...caller,
      ...(concurrency !== undefined && { concurrency }),
    })
  }

  async #run(graph: Graph, run: AdHocRun): Promise<NodeRecord[]> {
    const source = await writeGraph(graph, this.#rules.turns)
    const state = await this.#engine.runAdHoc({ ...run, graph: source })
    const records = new Map(state.nodes.filter(({ path }) => path === '').map((node) => [node.node_id, node]))
    return graph.nodes.flatMap(({ id }) => records.get(id) ?? [])
  }
}

/** The client that waits for the results. */
export interface Caller {
  /** Whose request it is. */
  readonly caller: string
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal
  readonly trace?: TraceHeaders | undefined
}

interface AdHocRun extends Caller {
  readonly input: unknown
  readonly strict: boolean
  readonly concurrency?: number
  readonly completed?: readonly NodeRecord[]
}

const toGraph = (nodes: readonly AdHocNode[]): Graph => ({
  nodes: nodes.map((node, index): GraphNode => ({ ...node, id: nodeId(node, index) })),
  connections: {},
})
