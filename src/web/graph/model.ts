import type { components } from '../../../examples/client/api.d.ts'

type Schemas = components['schemas']

export type ApiNode = Schemas['Node']
export type Script = Schemas['Script']

export type ScriptNode = Readonly<Omit<ApiNode, 'parameters'>> & {
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface Connection {
  readonly target: string
  readonly output: string
}

export type Connections = ReadonlyMap<string, readonly Connection[]>

/** What is saved in addition to the graph: name, description and how the script runs. */
export type Settings = Readonly<
  Omit<Script, 'id' | 'version' | 'node_count' | 'created_at' | 'updated_at' | 'nodes' | 'connections'>
>

/** All that the editor changes. It is never changed itself: each edit makes a new one that shares what stayed. */
export interface ScriptModel {
  readonly settings: Settings
  readonly nodes: readonly ScriptNode[]
  /** Connections by their source; a source without any has no entry, so that equal graphs have equal models. */
  readonly connections: Connections
}

/** A graph without the settings of its script. */
export type GraphParts = Pick<ScriptModel, 'nodes' | 'connections'>

/** A connection with its source. */
export interface Edge extends Connection {
  readonly source: string
}

export const modelOf = (script: Script): ScriptModel => {
  const { id, version, node_count, created_at, updated_at, ...content } = script
  return modelOfContent(content)
}

/** The model of what a version of a script has kept. */
export const modelOfContent = (content: Schemas['ScriptVersionContent']): ScriptModel => {
  const { nodes, connections, ...settings } = content
  return { settings, nodes: nodes.map(completeNode), connections: connectionsOf(connections) }
}

export const completeNode = (node: ApiNode): ScriptNode => ({ ...node, parameters: node.parameters ?? {} })

export const connectionsOf = (
  bySource: Readonly<Record<string, readonly { target: string; output?: string }[]>>,
): Connections =>
  new Map(
    Object.entries(bySource)
      .filter(([, list]) => list.length > 0)
      .map(([source, list]) => [source, list.map(({ target, output = 'out' }) => ({ target, output }))]),
  )

/** The body that saves the model. */
export const scriptOf = ({ settings, nodes, connections }: ScriptModel) => ({
  ...settings,
  ...graphOf({ nodes, connections }),
})

export const graphOf = ({ nodes, connections }: GraphParts) => ({
  nodes: nodes.map((node) => ({ ...node, parameters: { ...node.parameters } })),
  connections: Object.fromEntries(
    [...connections].map(([source, list]) => [source, list.map((connection) => ({ ...connection }))]),
  ),
})

/** Names an edge, as a graph has at most one of the same ends and port. */
export const edgeId = ({ source, output, target }: Edge): string => JSON.stringify([source, output, target])

export const edgesOf = ({ connections }: Pick<ScriptModel, 'connections'>): Edge[] =>
  [...connections].flatMap(([source, list]) => list.map((connection) => ({ source, ...connection })))

export const nodesById = ({ nodes }: Pick<ScriptModel, 'nodes'>): ReadonlyMap<string, ScriptNode> =>
  new Map(nodes.map((node) => [node.id, node]))

/** What people read on the node. */
export const nodeTitle = ({ id, name }: Pick<ScriptNode, 'id' | 'name'>): string => name?.trim() || id
