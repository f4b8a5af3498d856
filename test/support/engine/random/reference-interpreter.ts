import type { Graph, GraphNode } from '../../../../src/engine/graph/graph.ts'

interface Result {
  readonly status: 'completed' | 'failed' | 'skipped'
  readonly output?: unknown
  /** The port whose connections carry the output; none when a failure is not caught. */
  readonly port?: string
  /** The uncaught failure that it ended with, or that it was skipped for. */
  readonly error?: unknown
}

interface Settled {
  readonly source: string
  readonly output: unknown
  readonly error?: unknown
}

/** How an execution must end, by the rules of the guide. Iterations of loops are left out of `nodes`. */
export interface ExpectedEnd {
  readonly status: 'completed' | 'failed'
  readonly output: unknown
  readonly nodes: Readonly<Record<string, Result['status']>>
}

/**
 * Works out the end of a graph of `randomGraph`, node by node and without any concurrency: its connections lead from
 * earlier to later nodes, and the body of each loop is one probe, named after it.
 */
export const expectedEnd = ({ nodes, connections }: Graph): ExpectedEnd => {
  const edges = Object.entries(connections).flatMap(([source, list]) =>
    list.map(({ target, output }) => ({ source, target, port: output })),
  )
  const bodies = new Set(edges.filter(({ port }) => port === 'each').map(({ target }) => target))
  const outside = nodes.filter(({ id }) => !bodies.has(id))
  const results = new Map<string, Result>()
  for (const node of outside) {
    const incoming = edges.filter(({ target }) => target === node.id)
    const settled = incoming.flatMap(({ source, port }): Settled[] => {
      const result = results.get(source)
      if (result && result.port === port) return [{ source, output: result.output }]
      const error = result?.error
      return error === undefined ? [] : [{ source, error, output: { error } }]
    })
    const failed = settled.find(({ error }) => error !== undefined)
    const arrived = node.trigger_rule === 'all_done' ? settled : settled.filter(({ error }) => !error)
    const isAlways = incoming.length === 0 || node.trigger_rule === 'all_done'
    const runs = isAlways || (arrived.length > 0 && (node.trigger_rule === 'one_success' || !failed))
    const input = inputOf(arrived.map(({ source, output }) => [source, output]))
    const body = nodes.find(({ id }) => id === `${node.id}i`)
    results.set(node.id, runs ? resultOf(node, input, body) : { status: 'skipped', error: failed?.error })
  }
  const uncaught = [...results.values()].some(({ status, port }) => status === 'failed' && port === undefined)
  const last = outside.filter(({ id }) => {
    const port = results.get(id)?.port
    const own = edges.filter((edge) => edge.source === id && edge.port !== 'each')
    return port !== undefined && !own.some((edge) => edge.port === port || edge.port !== 'error')
  })
  return {
    status: uncaught ? 'failed' : 'completed',
    output: uncaught ? null : inputOf(last.map(({ id }) => [id, results.get(id)?.output])),
    nodes: Object.fromEntries([...results].map(([id, { status }]) => [id, status])),
  }
}

/** One output as it is, several by the ids of their nodes. */
const inputOf = (outputs: readonly (readonly [id: string, output: unknown])[]): unknown => {
  const ids = new Set(outputs.map(([id]) => id))
  if (ids.size > 1) return Object.fromEntries(outputs)
  return outputs[0]?.[1] ?? null
}

const resultOf = (node: GraphNode, input: unknown, body: GraphNode | undefined): Result => {
  const { type, parameters, on_error } = node
  if (type === 'wait') return { status: 'completed', output: input, port: 'out' }
  if (type === 'repeat' && body) {
    const items = [0, 1, 2].map((item) => resultOf(body, item, undefined))
    const isComplete = items.every(({ port }) => port !== undefined)
    // An uncaught failure in the body fails the loop, whose `on_error` is that of its body.
    return isComplete
      ? { status: 'completed', output: items.map(({ output }) => output), port: 'done' }
      : { status: 'failed', error: failureOf(body, `item 0, node "${body.id}": `) }
  }
  if (parameters.failures === 0) return { status: 'completed', output: input, port: String(parameters.port) }
  const error = failureOf(node)
  if (on_error !== 'continue') return { status: 'failed', error }
  return { status: 'failed', output: { error }, port: 'error' }
}

const failureOf = ({ parameters }: GraphNode, where = '') => ({
  code: 'PROBE_FAILED',
  message: `${where}${parameters.name} has failed`,
})
