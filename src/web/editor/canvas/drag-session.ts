import type { NodeChange } from '@xyflow/react'
import type { Position } from '../../graph/edits.ts'
import { moveTo } from '../state/commands.ts'
import type { EditorState } from '../state/editor-state.ts'
import type { CardNode } from './flow-elements.ts'

/** Takes over what the canvas reports of moved and selected nodes; one drag is one edit, however long it takes. */
export class DragSession {
  readonly #state: EditorState
  #startedAt: number | undefined

  constructor(state: EditorState) {
    this.#state = state
  }

  apply(changes: readonly NodeChange<CardNode>[]): void {
    const positions = new Map<string, Position>()
    let isDragging = false
    const selected = new Set(this.#state.selection.value.nodes)
    let isSelection = false
    for (const change of changes) {
      if (change.type === 'position' && change.position) {
        positions.set(change.id, { x: change.position.x, y: change.position.y })
        isDragging ||= change.dragging === true
      } else if (change.type === 'select') {
        isSelection = true
        if (change.selected) selected.add(change.id)
        else selected.delete(change.id)
      }
    }
    if (positions.size > 0) this.#move(positions, isDragging)
    if (isSelection) this.#state.select(selected, this.#state.selection.value.edges)
  }

  #move(positions: ReadonlyMap<string, Position>, isDragging: boolean): void {
    this.#startedAt ??= this.#state.now()
    moveTo(this.#state, positions, this.#startedAt)
    if (!isDragging) this.#startedAt = undefined
  }
}
