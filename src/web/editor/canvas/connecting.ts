import { edgesById } from '../../graph/compare/compare.ts'
import { connect, remove } from '../../graph/edits.ts'
import { nodesById, nodeTitle, type ScriptModel } from '../../graph/model.ts'
import { reachableFrom, successorsOf } from '../../graph/traversal.ts'
import type { EditorState } from '../state/editor-state.ts'

interface Ends {
  readonly source: string
  readonly target: string
}

/** Whether an edge would leave the graph without a cycle. */
export const isAllowed = (model: ScriptModel, { source, target }: Ends): boolean =>
  source !== target && !reachableFrom(target, successorsOf(model)).has(source)

/** Leads an edge to or from another node, as one edit. */
export const replaceEdge = (
  state: EditorState,
  id: string,
  { source, target, sourceHandle }: Ends & { readonly sourceHandle: string | null },
): void => {
  const { model } = state
  if (!edgesById(model).has(id)) return
  const removed = remove(model, { nodes: new Set(), edges: new Set([id]) })
  const next = connect(removed, { source, target, output: sourceHandle ?? 'out' })
  const title = (node: string) => nodeTitle(nodesById(model).get(node) ?? { id: node })
  state.edit(next, { text: 'connect', values: { source: title(source), target: title(target) } })
}
