import { isRecord } from '../../lib/json/is-record.ts'
import { parseJsonOrText } from '../lib/json/parse.ts'
import type { Fragment, Position } from './edits.ts'
import {
  type ApiNode,
  completeNode,
  connectionsOf,
  type Edge,
  edgesOf,
  graphOf,
  type ScriptModel,
} from './model.ts'
import { freshId } from './node-ids.ts'
import { type LanguagesOf, renameReferences } from './references.ts'

/** The nodes and the edges between them as JSON: a graph, as the API takes it. */
export const copyNodes = ({ nodes, connections }: ScriptModel, ids: ReadonlySet<string>): string => {
  const chosen = nodes.filter(({ id }) => ids.has(id))
  const between = [...connections]
    .filter(([source]) => ids.has(source))
    .map(([source, list]) => [source, list.filter(({ target }) => ids.has(target))] as const)
    .filter(([, list]) => list.length > 0)
  return JSON.stringify(graphOf({ nodes: chosen, connections: new Map(between) }), null, 2)
}

/** Reads nodes and edges from a text, such as a copied part of a graph or a whole script; undefined if it is neither. */
export const parseFragment = (text: string): Fragment | undefined => {
  if (!text.trimStart().startsWith('{')) return
  const value = parseJsonOrText(text)
  if (!isRecord(value) || !Array.isArray(value.nodes) || value.nodes.length === 0) return
  if (!value.nodes.every(isNode)) return
  const nodes = value.nodes.map(completeNode)
  const ids = new Set(nodes.map(({ id }) => id))
  if (ids.size < nodes.length) return
  const bySource = isConnections(value.connections) ? value.connections : {}
  const edges = edgesOf({ connections: connectionsOf(bySource) })
  return { nodes, edges: edges.filter(({ source, target }) => ids.has(source) && ids.has(target)) }
}

interface Placing {
  readonly taken: ReadonlySet<string>
  readonly languagesOf: LanguagesOf
  /** Where the upper left corner of the nodes goes. */
  readonly at: Position
}

/** Gives pasted nodes free ids, also where they name each other, and a place. */
export const placeFragment = ({ nodes, edges }: Fragment, { taken, languagesOf, at }: Placing): Fragment => {
  const used = new Set(taken)
  const ids = new Map<string, string>()
  for (const { id } of nodes) {
    const free = freshId(id, used)
    used.add(free)
    ids.set(id, free)
  }
  const changed = new Map([...ids].filter(([from, to]) => from !== to))
  const left = Math.min(...nodes.map(({ position }) => position?.x ?? 0))
  const top = Math.min(...nodes.map(({ position }) => position?.y ?? 0))
  const name = (id: string) => ids.get(id) ?? id
  return {
    nodes: nodes.map((node) => ({
      ...renameReferences(node, { ids: changed, languagesOf }),
      id: name(node.id),
      position: { x: at.x + (node.position?.x ?? 0) - left, y: at.y + (node.position?.y ?? 0) - top },
    })),
    edges: edges.map((edge): Edge => ({ ...edge, source: name(edge.source), target: name(edge.target) })),
  }
}

const isPosition = (value: unknown): boolean =>
  isRecord(value) && Number.isFinite(value.x) && Number.isFinite(value.y)

const isNode = (value: unknown): value is ApiNode =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.type === 'string' &&
  (value.parameters === undefined || isRecord(value.parameters)) &&
  (value.position === undefined || isPosition(value.position))

const isConnections = (
  value: unknown,
): value is Readonly<Record<string, { target: string; output?: string }[]>> =>
  isRecord(value) &&
  Object.values(value).every(
    (list) =>
      Array.isArray(list) &&
      list.every(
        (each) =>
          isRecord(each) &&
          typeof each.target === 'string' &&
          (each.output === undefined || typeof each.output === 'string'),
      ),
  )
