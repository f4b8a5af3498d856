import { Graph, type HashedGraph, hashGraph } from '../../src/engine/graph.ts'

/** A node as a caller writes it. */
export interface NodeSpec {
  readonly id: string
  readonly type: string
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly on_error?: 'stop' | 'continue'
  readonly retry?: {
    readonly max_attempts: number
    readonly backoff_ms?: number
    readonly max_backoff_ms?: number
  }
  readonly timeout_ms?: number
}

export type EdgeSpec = readonly [source: string, target: string, output?: string]

export const buildGraph = (nodes: readonly NodeSpec[], edges: readonly EdgeSpec[] = []): Graph => {
  const connections = Map.groupBy(edges, ([source]) => source)
  return Graph.parse({
    nodes,
    connections: Object.fromEntries(
      [...connections].map(([source, list]) => [
        source,
        list.map(([, target, output]) => ({ target, ...(output !== undefined && { output }) })),
      ]),
    ),
  })
}

export const buildHashed = (...parts: Parameters<typeof buildGraph>): HashedGraph =>
  hashGraph(buildGraph(...parts))

/** Nodes one after another. */
export const chain = (...ids: readonly string[]): EdgeSpec[] =>
  ids.slice(1).map((id, index) => [ids[index] ?? '', id])
