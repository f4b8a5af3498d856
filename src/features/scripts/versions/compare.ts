import { isDeepStrictEqual } from 'node:util'
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts'

type Fields = Readonly<Record<string, unknown>>

/** A field that differs; a value is missing where the field is. */
export interface FieldChange {
  readonly field: string
  readonly before?: unknown
  readonly after?: unknown
}

export interface NodeChange {
  readonly id: string
  readonly fields: FieldChange[]
}

const changedFields = (before: Fields, after: Fields, prefix = ''): FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name) => ({
      field: prefix + name,
      ...(before[name] !== undefined && { before: before[name] }),
      ...(after[name] !== undefined && { after: after[name] }),
    }))

export const compareSettings = (before: Fields, after: Fields) => changedFields(before, after)

/** Each parameter is a field of its own. */
const compareNode = (before: GraphNode, after: GraphNode): FieldChange[] => {
  const { parameters: oldParameters, ...old } = before
  const { parameters: newParameters, ...rest } = after
  return [...changedFields(old, rest), ...changedFields(oldParameters, newParameters, 'parameters.')]
}

export const compareGraphs = (before: Graph, after: Graph) => {
  const oldNodes = new Map(before.nodes.map((node) => [node.id, node]))
  const newIds = new Set(after.nodes.map(({ id }) => id))
  const changed = after.nodes.flatMap((node): NodeChange[] => {
    const old = oldNodes.get(node.id)
    const fields = old ? compareNode(old, node) : []
    return fields.length > 0 ? [{ id: node.id, fields }] : []
  })
  const [oldEdges, newEdges] = [edgesOf(before), edgesOf(after)]
  return {
    nodes: {
      added: after.nodes.filter(({ id }) => !oldNodes.has(id)),
      removed: before.nodes.filter(({ id }) => !newIds.has(id)),
      changed,
    },
    connections: { added: without(newEdges, oldEdges), removed: without(oldEdges, newEdges) },
  }
}

const edgesOf = ({ connections }: Graph) =>
  new Map(
    Object.entries(connections).flatMap(([source, list]) =>
      list.map(({ target, output }) => [
        JSON.stringify([source, target, output]),
        { source, target, output },
      ]),
    ),
  )

const without = <T>(edges: ReadonlyMap<string, T>, others: ReadonlyMap<string, T>): T[] =>
  [...edges].flatMap(([key, edge]) => (others.has(key) ? [] : [edge]))
