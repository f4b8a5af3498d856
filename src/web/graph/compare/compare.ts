import {
  type Edge,
  edgeId,
  edgesOf,
  nodesById,
  type ScriptModel,
  type ScriptNode,
  type Settings,
} from '../model.ts'
import { isEqual } from './equal.ts'

export interface FieldChange {
  /** `name`, `parameters.url` … */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export type NodeChange =
  | { readonly kind: 'added'; readonly node: ScriptNode }
  | { readonly kind: 'removed'; readonly node: ScriptNode }
  | { readonly kind: 'changed'; readonly node: ScriptNode; readonly fields: readonly FieldChange[] }

export interface Comparison {
  readonly nodes: ReadonlyMap<string, NodeChange>
  readonly addedEdges: readonly Edge[]
  readonly removedEdges: readonly Edge[]
  readonly settings: readonly FieldChange[]
}

/** What leads from one state of a script to another, by node. */
export const compareScripts = (before: ScriptModel, after: ScriptModel): Comparison => {
  const [old, present] = [nodesById(before), nodesById(after)]
  const nodes = new Map<string, NodeChange>()
  for (const node of after.nodes) {
    const change = compareNode(old.get(node.id), node)
    if (change) nodes.set(node.id, change)
  }
  for (const node of before.nodes) {
    if (!present.has(node.id)) nodes.set(node.id, { kind: 'removed', node })
  }
  const [oldEdges, newEdges] = [edgesById(before), edgesById(after)]
  return {
    nodes,
    addedEdges: [...newEdges].filter(([id]) => !oldEdges.has(id)).map(([, edge]) => edge),
    removedEdges: [...oldEdges].filter(([id]) => !newEdges.has(id)).map(([, edge]) => edge),
    settings: compareFields(before.settings, after.settings),
  }
}

export const isUnchanged = ({ nodes, addedEdges, removedEdges, settings }: Comparison): boolean =>
  nodes.size + addedEdges.length + removedEdges.length + settings.length === 0

export const edgesById = (model: ScriptModel): ReadonlyMap<string, Edge> =>
  new Map(edgesOf(model).map((edge) => [edgeId(edge), edge]))

const compareNode = (before: ScriptNode | undefined, node: ScriptNode): NodeChange | undefined => {
  if (!before) return { kind: 'added', node }
  if (before === node) return
  const { parameters: oldParameters, ...oldRest } = before
  const { parameters, ...rest } = node
  const fields = [
    ...compareFields(oldRest, rest),
    ...compareFields(oldParameters, parameters).map((change) => ({
      ...change,
      field: `parameters.${change.field}`,
    })),
  ]
  return fields.length > 0 ? { kind: 'changed', node, fields } : undefined
}

const compareFields = (
  before: Readonly<Settings | object>,
  after: Readonly<Settings | object>,
): FieldChange[] => {
  const old = new Map<string, unknown>(Object.entries(before))
  const present = new Map<string, unknown>(Object.entries(after))
  return [...new Set([...old.keys(), ...present.keys()])]
    .filter((field) => !isEqual(old.get(field), present.get(field)))
    .map((field) => ({ field, before: old.get(field), after: present.get(field) }))
}
