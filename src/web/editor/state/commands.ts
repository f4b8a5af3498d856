import { placeFragment } from '../../graph/clipboard.ts'
import {
  addFragment,
  changeNode,
  connect,
  type Fragment,
  moveNodes,
  type Position,
  remove,
  splitEdge,
} from '../../graph/edits.ts'
import { besides, freePlace } from '../../graph/layout/place-missing.ts'
import {
  type Edge,
  edgeId,
  edgesOf,
  nodesById,
  nodeTitle,
  type ScriptModel,
  type ScriptNode,
} from '../../graph/model.ts'
import { freshId } from '../../graph/node-ids.ts'
import { ERROR_PORT } from '../../graph/ports.ts'
import type { EditLabel } from '../texts/edits.ts'
import type { EditorState } from './editor-state.ts'

export interface NewNodePlace {
  readonly at?: Position | undefined
  /** The node and port that lead to the new node. */
  readonly after?: { readonly node: string; readonly output: string } | undefined
  /** The edge that the new node is put into. */
  readonly into?: Edge | undefined
}

/** Adds a node of a type, connected as the place says, and selects it. */
export const addNode = (state: EditorState, type: string, { at, after, into }: NewNodePlace): string => {
  const { model, catalogue } = state
  const id = freshId(type, new Set(model.nodes.map((node) => node.id)))
  const before = into?.source ?? after?.node
  const origin = before === undefined ? undefined : nodesById(model).get(before)?.position
  const wanted = at ?? besides(origin ? [origin] : [])
  const position = at ? wanted : freePlace(model, catalogue.sizesOf(model), wanted)
  const node: ScriptNode = { id, type, position, parameters: firstParameters(state, type) }
  const label: EditLabel = { text: into ? 'insert' : 'addNode', values: { node: catalogue.title(type) } }
  if (into) {
    const output = catalogue.get(type)?.ports.find((port) => port !== ERROR_PORT) ?? 'out'
    state.edit(splitEdge(model, into, [node, output]), label)
  } else {
    const edges = after ? [{ source: after.node, output: after.output, target: id }] : []
    state.edit(withErrorPort(addFragment(model, { nodes: [node], edges }), edges), label)
  }
  state.select([id])
  return id
}

/** What a form would show as its first values: nothing, except where a type cannot show its ports without. */
const firstParameters = ({ catalogue }: EditorState, type: string): Record<string, unknown> =>
  catalogue.get(type)?.dynamic_ports ? { ...catalogue.get(type)?.example.parameters } : {}

export const connectNodes = (state: EditorState, edge: Edge): void => {
  const { model } = state
  const next = withErrorPort(connect(model, edge), [edge])
  if (next === model) {
    state.news.set({ text: 'alreadyConnected' })
    return
  }
  state.edit(next, { text: 'connect', values: endsOf(model, edge) })
}

/** A node continues after an error as soon as its port of errors leads somewhere. */
const withErrorPort = (model: ScriptModel, edges: readonly Edge[]): ScriptModel =>
  edges
    .filter(({ output }) => output === ERROR_PORT)
    .reduce((next, { source }) => changeNode(next, source, { on_error: 'continue' }), model)

export const disconnect = (state: EditorState, edge: Edge): void => {
  const removed = remove(state.model, { nodes: new Set(), edges: new Set([edgeId(edge)]) })
  state.edit(removed, { text: 'disconnect', values: endsOf(state.model, edge) })
}

const endsOf = (model: ScriptModel, { source, target }: Edge) => {
  const nodes = nodesById(model)
  const title = (id: string) => nodeTitle(nodes.get(id) ?? { id })
  return { source: title(source), target: title(target) }
}

export const removeSelected = (state: EditorState): void => {
  const { model } = state
  const { nodes, edges } = state.selection.value
  if (nodes.size + edges.size === 0) return
  const next = remove(model, { nodes, edges })
  const [only] = nodes.size === 1 ? model.nodes.filter(({ id }) => nodes.has(id)) : []
  state.edit(next, only ? { text: 'removeNode', values: { node: nodeTitle(only) } } : removalLabel(state))
  state.select([])
}

const removalLabel = ({ selection: { value } }: EditorState): EditLabel =>
  value.nodes.size > 0
    ? { text: 'removeNodes', values: { count: value.nodes.size } }
    : { text: 'removeEdges', values: { count: value.edges.size } }

/** Adds copied nodes at a place, and selects them. */
export const paste = (
  state: EditorState,
  fragment: Fragment,
  { at, text }: { readonly at: Position; readonly text: 'addNodes' | 'duplicateNodes' },
): void => {
  const { model, catalogue } = state
  const taken = new Set(model.nodes.map(({ id }) => id))
  const placed = placeFragment(fragment, { taken, languagesOf: catalogue.languagesOf, at })
  state.edit(addFragment(model, placed), { text, values: { count: placed.nodes.length } })
  state.select(placed.nodes.map(({ id }) => id))
}

export const duplicateSelected = (state: EditorState): void => {
  const { nodes: ids } = state.selection.value
  const nodes = state.model.nodes.filter(({ id }) => ids.has(id))
  if (nodes.length === 0) return
  const edges = edgesOf(state.model).filter(({ source, target }) => ids.has(source) && ids.has(target))
  const at = {
    x: Math.min(...nodes.map(({ position }) => position?.x ?? 0)) + 40,
    y: Math.min(...nodes.map(({ position }) => position?.y ?? 0)) + 90,
  }
  paste(state, { nodes, edges }, { at, text: 'duplicateNodes' })
}

/** Moves nodes to new places; while they are dragged, all steps are one edit. */
export const moveTo = (
  state: EditorState,
  positions: ReadonlyMap<string, Position>,
  at = state.now(),
): void => {
  const ids = [...positions.keys()]
  const [only] = ids.length === 1 ? state.model.nodes.filter(({ id }) => id === ids[0]) : []
  const label: EditLabel = only
    ? { text: 'moveNode', values: { node: nodeTitle(only) } }
    : { text: 'move', values: { count: ids.length } }
  state.edit(moveNodes(state.model, positions), label, `move ${ids.sort().join(' ')}`, at)
}

export const moveSelectedBy = (state: EditorState, { x, y }: Position): void => {
  const { nodes } = state.selection.value
  const moved = state.model.nodes
    .filter(({ id }) => nodes.has(id))
    .map(({ id, position = { x: 0, y: 0 } }) => [id, { x: position.x + x, y: position.y + y }] as const)
  if (moved.length > 0) moveTo(state, new Map(moved))
}
