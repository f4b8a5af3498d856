import { edgesOf } from '../../graph/model.ts'
import { predecessorsOf, readingOrder, successorsOf } from '../../graph/traversal.ts'
import { moveSelectedBy, removeSelected } from '../state/commands.ts'
import { type EditorParts, useEditor } from '../state/context.ts'
import { nextOutput } from '../state/next-output.ts'

const STEP = 10
const LARGE_STEP = 100

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Handles keys while a node or the canvas has the focus. */
export const useCanvasKeys = () => {
  const parts = useEditor()
  return (event: KeyboardEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : undefined
    if (!target || target.closest('input, textarea, select, button')) return
    const id = target.closest<HTMLElement>('.react-flow__node')?.dataset['id']
    if (id === undefined) return
    if (handleNodeKey(event, id, parts)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
}

const handleNodeKey = (event: KeyboardEvent, id: string, parts: EditorParts): boolean => {
  const arrow = arrows[event.key]
  if (event.key === 'Tab') return goOn(id, event.shiftKey ? -1 : 1, parts)
  if (arrow) return event.altKey ? follow(id, arrow, parts) : move(id, arrow, { event, parts })
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const action = actionOf(event)
  if (!action) return false
  action(id, parts)
  return true
}

type Action = (id: string, parts: EditorParts) => void

const actionOf = ({ key, shiftKey }: KeyboardEvent): Action | undefined => {
  if (key === 'F10' && !shiftKey) return
  return actions[key.length === 1 ? key.toLowerCase() : key]
}

const openMenu: Action = (id, { ui, view, state }) => {
  const box = view.elementOf(id)?.getBoundingClientRect()
  if (!state.selection.value.nodes.has(id)) state.select([id])
  ui.open({ kind: 'menu', of: { kind: 'node', id }, at: { x: box?.left ?? 0, y: box?.bottom ?? 0 } })
}

const actions: Readonly<Record<string, Action>> = {
  Enter: (id, { state, ui }) => {
    state.select([id])
    ui.editNode()
  },
  ' ': (id, { state }) => {
    const { nodes, edges } = state.selection.value
    const next = new Set(nodes)
    if (!next.delete(id)) next.add(id)
    state.select(next, edges)
    state.news.set({ text: 'selected', values: { count: next.size } })
  },
  Escape: (_, { state }) => state.select([]),
  Delete: (id, parts) => removeFrom(id, parts),
  Backspace: (id, parts) => removeFrom(id, parts),
  c: (id, { ui, state }) => state.isReadOnly || ui.open({ kind: 'connect', node: id }),
  a: (id, { ui, state }) => {
    state.select([id])
    const after = nextOutput(state)
    if (!state.isReadOnly && after) ui.open({ kind: 'add', place: { after } })
  },
  r: (id, { state, ui }) => {
    state.select([id])
    ui.editNode('test')
  },
  F10: openMenu,
  ContextMenu: openMenu,
}

/** The node that is focused after one was removed. */
const removeFrom = (id: string, { state, view, ui }: EditorParts): void => {
  if (state.isReadOnly) return
  if (!state.selection.value.nodes.has(id)) state.select([id])
  const edge = edgesOf(state.model).find(({ target }) => target === id)
  removeSelected(state)
  const left = state.model.nodes.some((node) => node.id === edge?.source)
  const next = left ? edge?.source : readingOrder(state.model)[0]
  ui.current.set(next)
  if (next !== undefined) view.focus(next)
}

const goOn = (id: string, step: number, { state, view }: EditorParts): boolean => {
  const order = readingOrder(state.model)
  const next = order[order.indexOf(id) + step]
  // At the end, the browser moves on to what follows the canvas.
  if (next === undefined) return false
  state.select([next])
  view.focus(next)
  return true
}

/** Alt with an arrow follows the edges, or goes to the neighbour above or below that has the same predecessor. */
const follow = (id: string, [x, y]: readonly [number, number], { state, view }: EditorParts): boolean => {
  const { model } = state
  const [predecessors, successors] = [predecessorsOf(model), successorsOf(model)]
  const siblings = successors.get(predecessors.get(id)?.[0] ?? '') ?? []
  const next =
    x > 0 ? successors.get(id)?.[0] : x < 0 ? predecessors.get(id)?.[0] : siblings[siblings.indexOf(id) + y]
  if (next !== undefined) {
    state.select([next])
    view.focus(next)
  }
  return true
}

const move = (
  id: string,
  [x, y]: readonly [number, number],
  { event, parts: { state, view } }: { event: KeyboardEvent; parts: EditorParts },
): boolean => {
  if (!state.selection.value.nodes.has(id)) state.select([id])
  const step = event.shiftKey ? LARGE_STEP : STEP
  moveSelectedBy(state, { x: x * step, y: y * step })
  view.show(id)
  return true
}
