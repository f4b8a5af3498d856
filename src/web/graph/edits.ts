import {
  type Connection,
  type Connections,
  type Edge,
  edgeId,
  edgesOf,
  type ScriptModel,
  type ScriptNode,
  type Settings,
} from './model.ts'

export interface Position {
  readonly x: number
  readonly y: number
}

export interface Fragment {
  readonly nodes: readonly ScriptNode[]
  readonly edges: readonly Edge[]
}

export interface Removal {
  readonly nodes: ReadonlySet<string>
  /** Ids of edges, as `edgeId` makes them. */
  readonly edges: ReadonlySet<string>
}

/** What can be taken away from a node is undefined in its changes. */
export type NodeChanges = {
  readonly [K in
    | 'name'
    | 'description'
    | 'position'
    | 'on_error'
    | 'trigger_rule'
    | 'retry'
    | 'timeout_ms'
    | 'metadata']?: ScriptNode[K] | undefined
} & Partial<Pick<ScriptNode, 'type' | 'parameters'>>

/** Adds nodes whose ids are free, and edges between any nodes. */
export const addFragment = (model: ScriptModel, { nodes, edges }: Fragment): ScriptModel => {
  const added: ScriptModel = { ...model, nodes: [...model.nodes, ...nodes] }
  return edges.reduce(connect, added)
}

/** Removes nodes with all their edges, and single edges. */
export const remove = (model: ScriptModel, { nodes, edges }: Removal): ScriptModel => {
  const keeps = (edge: Edge) => !nodes.has(edge.source) && !nodes.has(edge.target) && !edges.has(edgeId(edge))
  const kept = model.nodes.filter(({ id }) => !nodes.has(id))
  const connections = keepEdges(model.connections, keeps)
  if (kept.length === model.nodes.length && connections === model.connections) return model
  return { ...model, nodes: kept.length === model.nodes.length ? model.nodes : kept, connections }
}

/** Adds an edge unless it is there already. */
export const connect = (model: ScriptModel, { source, target, output }: Edge): ScriptModel => {
  const list = model.connections.get(source) ?? []
  if (list.some((each) => each.target === target && each.output === output)) return model
  const connections = new Map(model.connections).set(source, [...list, { target, output }])
  return { ...model, connections }
}

/** Sets new positions; ids that are not in the graph are left out. */
export const moveNodes = (model: ScriptModel, positions: ReadonlyMap<string, Position>): ScriptModel =>
  mapNodes(model, (node) => {
    const position = positions.get(node.id)
    if (!position || (position.x === node.position?.x && position.y === node.position.y)) return node
    return { ...node, position: { x: position.x, y: position.y } }
  })

/** Changes fields of a node; a field that is undefined is taken away. The id is changed by `renameNode`. */
export const changeNode = (model: ScriptModel, id: string, changes: NodeChanges): ScriptModel =>
  mapNodes(model, (node) =>
    node.id === id && changesSome(node, changes)
      ? withoutUndefined<ScriptNode>({ ...node, ...changes })
      : node,
  )

/** Sets a parameter of a node, or takes it away when the value is undefined. */
export const setParameter = (model: ScriptModel, id: string, [name, value]: [string, unknown]): ScriptModel =>
  mapNodes(model, (node) =>
    node.id === id && changesSome(node.parameters, { [name]: value })
      ? { ...node, parameters: withoutUndefined({ ...node.parameters, [name]: value }) }
      : node,
  )

export const changeSettings = (model: ScriptModel, changes: Partial<Settings>): ScriptModel =>
  changesSome(model.settings, changes) ? { ...model, settings: { ...model.settings, ...changes } } : model

/**
 * Whether changes lead to something else: forms also report values that are the same, such as an object to which an
 * entry without a name was added, and an undo of that would show nothing. The order of an object's keys counts.
 */
const changesSome = (before: object, changes: object): boolean =>
  Object.entries(changes).some(
    ([key, value]) => JSON.stringify(Reflect.get(before, key)) !== JSON.stringify(value),
  )

/** Puts a node into the middle of an edge: source → node → target. */
export const splitEdge = (
  model: ScriptModel,
  edge: Edge,
  [node, output]: [ScriptNode, string],
): ScriptModel => {
  const opened = remove(model, { nodes: new Set(), edges: new Set([edgeId(edge)]) })
  const edges = [
    { source: edge.source, output: edge.output, target: node.id },
    { source: node.id, output, target: edge.target },
  ]
  return addFragment(opened, { nodes: [node], edges })
}

/** Changes the port of all edges that leave a node by it, such as when a case of a switch is renamed. */
export const renamePort = (model: ScriptModel, id: string, [from, to]: [string, string]): ScriptModel => {
  const list = model.connections.get(id)
  if (!list?.some(({ output }) => output === from)) return model
  const renamed = list.map((each) => (each.output === from ? { ...each, output: to } : each))
  return { ...model, connections: new Map(model.connections).set(id, withoutRepeats(renamed)) }
}

export const mapNodes = (model: ScriptModel, change: (node: ScriptNode) => ScriptNode): ScriptModel => {
  let changed = false
  const nodes = model.nodes.map((node) => {
    const next = change(node)
    changed ||= next !== node
    return next
  })
  return changed ? { ...model, nodes } : model
}

const keepEdges = (connections: Connections, keeps: (edge: Edge) => boolean): Connections => {
  const edges = edgesOf({ connections })
  const kept = edges.filter(keeps)
  if (kept.length === edges.length) return connections
  const grouped = Map.groupBy(kept, ({ source }) => source)
  return new Map(
    [...grouped].map(([source, list]) => [source, list.map(({ target, output }) => ({ target, output }))]),
  )
}

const withoutRepeats = (list: readonly Connection[]): Connection[] => [
  ...new Map(list.map((each) => [JSON.stringify([each.output, each.target]), each])).values(),
]

export const withoutUndefined = <T extends object>(value: WithUndefined<T>): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

type WithUndefined<T> = { readonly [K in keyof T]: T[K] | undefined }
