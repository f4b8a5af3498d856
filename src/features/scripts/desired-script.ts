import { isDeepStrictEqual } from 'node:util'
import type { Problem } from '../../domain/errors.ts'
import type { Graph, GraphNode } from '../../engine/graph/graph.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { findNode, withoutEmptyLists } from './graph/edits.ts'
import type { NewScript, Script } from './schema.ts'
import type { ScriptRow, StoredScript } from './store/repository.ts'
import { type ScriptSettings, settingsOf } from './store/settings-codec.ts'

/** What clients decide about a script. */
export interface DesiredScript extends ScriptSettings {
  readonly graph: Graph
}

export interface SerializedScript {
  readonly text: string
  readonly etag: string
}

export const toDesired = (script: NewScript | Script): DesiredScript => {
  const { nodes, connections } = script
  return { ...settingsOf(script), graph: withoutEmptyLists({ nodes, connections }) }
}

export const hasSameSettings = (one: DesiredScript, other: DesiredScript): boolean =>
  isDeepStrictEqual(settingsOf(one), settingsOf(other))

/** Compares graphs part by part, as large ones take long. */
export const isSameGraph = async (left: Graph, right: Graph, turns: Turns): Promise<boolean> => {
  if (left === right) return true
  const sources = Object.keys(left.connections)
  let isSame =
    left.nodes.length === right.nodes.length && sources.length === Object.keys(right.connections).length
  await turns.each(left.nodes.entries(), ([index, node]) => {
    isSame &&= isDeepStrictEqual(node, right.nodes[index])
  })
  await turns.each(sources, (source) => {
    isSame &&= isDeepStrictEqual(left.connections[source], right.connections[source])
  })
  return isSame
}

export const toScript = ({ row, source }: StoredScript): Script => ({ ...row, ...source.graph })

/** `toScript` as JSON, of which the graph is written already. */
export const serialized = ({ row, source }: StoredScript): SerializedScript => ({
  text: `${JSON.stringify(row).slice(0, -1)},${source.text.slice(1)}`,
  etag: scriptEtag(row),
})

export const scriptEtag = ({ id, version }: Pick<ScriptRow, 'id' | 'version'>): string => `"${id}-${version}"`

export interface TaggedNode {
  readonly node: GraphNode
  /** The one of the script that contains the node. */
  readonly etag: string
}

/** @throws AppError `NODE_NOT_FOUND` */
export const nodeOf = ({ row, source }: StoredScript, id: string): TaggedNode => ({
  node: findNode(source.graph, id),
  etag: scriptEtag(row),
})

/** Shortens the paths of problems within the node to paths within a body that consists of that node. */
export const withNodePaths = (
  problems: readonly Problem[],
  { nodes }: Graph,
  nodeId: string | undefined,
): readonly Problem[] => {
  const prefix = `nodes.${nodes.findIndex(({ id }) => id === nodeId)}.`
  return problems.map((problem) =>
    problem.path.startsWith(prefix) ? { ...problem, path: problem.path.slice(prefix.length) } : problem,
  )
}
