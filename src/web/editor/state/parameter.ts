import { changeNode, changeSettings, type NodeChanges, renamePort, setParameter } from '../../graph/edits.ts'
import { nodesById, nodeTitle, type Settings } from '../../graph/model.ts'
import { renameNode } from '../../graph/references.ts'
import type { EditorState } from './editor-state.ts'

interface ParameterChange {
  readonly name: string
  readonly value: unknown
  readonly label: string
}

/** Sets a parameter. What is typed letter by letter into one field is undone at once. */
export const changeParameter = (
  state: EditorState,
  id: string,
  { name, value, label }: ParameterChange,
): void => {
  const { model } = state
  const node = nodesById(model).get(id)
  if (!node || node.parameters[name] === value) return
  const renamed = name === 'cases' ? renamedCase(node.parameters['cases'], value) : undefined
  const next = setParameter(renamed ? renamePort(model, id, renamed) : model, id, [name, value])
  const values = { field: label, node: nodeTitle(node) }
  state.edit(next, { text: 'parameter', values }, `parameter ${id} ${name}`)
}

/** The name of a port before and after, when one of them was changed: its edges are kept. */
const renamedCase = (before: unknown, after: unknown): [string, string] | undefined => {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return
  const changed = before.map((_, index) => index).filter((index) => before[index] !== after[index])
  const [index, ...others] = changed
  if (index === undefined || others.length > 0) return
  const [from, to]: unknown[] = [before[index], after[index]]
  if (typeof from !== 'string' || typeof to !== 'string' || from === '' || to === '') return
  return before.includes(to) ? undefined : [from, to]
}

export const changeNodeField = (
  state: EditorState,
  id: string,
  changes: NodeChanges,
  label: string,
): void => {
  const node = nodesById(state.model).get(id)
  if (!node) return
  const values = { field: label, node: nodeTitle(node) }
  state.edit(
    changeNode(state.model, id, changes),
    { text: 'parameter', values },
    `node ${id} ${Object.keys(changes).join(' ')}`,
  )
}

/** Gives a node another id. The id must be free. */
export const changeNodeId = (state: EditorState, from: string, to: string): void => {
  const isSelected = state.selection.value.nodes.has(from)
  const next = renameNode(state.model, [from, to], state.catalogue.languagesOf)
  if (isSelected) state.selection.set({ nodes: new Set([to]), edges: new Set() })
  state.edit(next, { text: 'rename', values: { from, to } })
  if (isSelected) state.select([to])
}

export const changeScript = (state: EditorState, changes: Partial<Settings>): void =>
  state.edit(
    changeSettings(state.model, changes),
    { text: 'settings' },
    `settings ${Object.keys(changes).join(' ')}`,
  )
