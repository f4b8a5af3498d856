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
  readonly trigger_rule?: 'none_failed' | 'one_success' | 'all_done'
}

export type EdgeSpec = readonly [source: string, target: string, output?: string]

/** Nodes and their connections as a caller sends them. */
export const toGraphBody = (nodes: readonly NodeSpec[], edges: readonly EdgeSpec[] = []) => {
  const bySource = [...Map.groupBy(edges, ([source]) => source)]
  const connections = bySource.map(([source, list]) => [
    source,
    list.map(([, target, output]) => ({ target, ...(output !== undefined && { output }) })),
  ])
  return { nodes, connections: Object.fromEntries(connections) }
}

/** Nodes one after another. */
export const chain = (...ids: readonly string[]): EdgeSpec[] =>
  ids.slice(1).map((id, index) => [ids[index] ?? '', id])
