import type { ReactFlowInstance } from '@xyflow/react'
import type { Position } from '../../graph/edits.ts'
import type { CardNode, LinkEdge } from '../canvas/flow-elements.ts'
import type { EditorState } from './editor-state.ts'

const FRAMES = 20

/** What part of the graph is seen, and where the focus is in it. */
export class View {
  readonly #state: EditorState
  #flow: ReactFlowInstance<CardNode, LinkEdge> | undefined
  #element: HTMLElement | undefined

  constructor(state: EditorState) {
    this.#state = state
  }

  attach(flow: ReactFlowInstance<CardNode, LinkEdge>, element: HTMLElement): void {
    this.#flow = flow
    this.#element = element
  }

  zoom(direction: 'in' | 'out'): void {
    void (direction === 'in' ? this.#flow?.zoomIn() : this.#flow?.zoomOut())
  }

  fit(): void {
    void this.#flow?.fitView({ padding: 0.15, maxZoom: 1 })
  }

  /** Where on the canvas a point of the window is. */
  toCanvas(point: Position): Position {
    return this.#flow?.screenToFlowPosition(point) ?? point
  }

  get middle(): Position {
    const box = this.#element?.getBoundingClientRect()
    return box ? this.toCanvas({ x: box.x + box.width / 2, y: box.y + box.height / 2 }) : { x: 0, y: 0 }
  }

  /** Moves the view so that a node is seen, unless it is already. */
  show(id: string): void {
    const [flow, box] = [this.#flow, this.#element?.getBoundingClientRect()]
    const node = this.#state.model.nodes.find((each) => each.id === id)
    if (!flow || !box || !node?.position) return
    const { width, height } = this.#state.catalogue.sizeOf(node, this.#state.model.connections)
    const corner = flow.flowToScreenPosition(node.position)
    const zoom = flow.getZoom()
    const isSeen =
      corner.x >= box.left &&
      corner.y >= box.top &&
      corner.x + width * zoom <= box.right &&
      corner.y + height * zoom <= box.bottom
    if (isSeen) return
    const { x, y } = node.position
    void flow.setCenter(x + width / 2, y + height / 2, { zoom: Math.max(zoom, 0.6) })
  }

  /** Shows and focuses a node, which the canvas may have to draw first. */
  focus(id: string): void {
    this.show(id)
    let frames = 0
    let focused = 0
    // A dialog that closes gives the focus back to where it was, which may come later than this.
    const attempt = () => {
      const element = document.querySelector('dialog[open]') ? undefined : this.elementOf(id)
      if (element && document.activeElement !== element) element.focus({ preventScroll: true })
      focused = element && document.activeElement === element ? focused + 1 : 0
      frames += 1
      if (focused < 3 && frames < FRAMES) requestAnimationFrame(attempt)
    }
    attempt()
  }

  elementOf(id: string): HTMLElement | undefined {
    const nodes = this.#element?.querySelectorAll<HTMLElement>('.react-flow__node') ?? []
    return [...nodes].find((each) => each.dataset['id'] === id)
  }

  focusCanvas(): void {
    this.#element?.querySelector<HTMLElement>('[tabindex="0"].react-flow__node')?.focus()
  }
}
