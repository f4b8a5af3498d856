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

  /** Moves the view as little as is needed to see nodes, above the form that covers a part of a narrow canvas. */
  show(...ids: readonly string[]): void {
    const [flow, box] = [this.#flow, this.#element?.getBoundingClientRect()]
    if (!flow || !box) return
    const { x, y, zoom } = flow.getViewport()
    const spans = this.#state.model.nodes.flatMap((node) => {
      if (!ids.includes(node.id) || !node.position) return []
      const size = this.#state.catalogue.sizeOf(node, this.#state.model.connections)
      const corner = flow.flowToScreenPosition(node.position)
      return [{ ...corner, right: corner.x + size.width * zoom, bottom: corner.y + size.height * zoom }]
    })
    if (spans.length === 0) return
    const form = document.querySelector('.inspector')?.getBoundingClientRect()
    const bottom = form && form.left <= box.left ? form.top : box.bottom
    const shift = {
      x: shiftInto(around(spans.map((each) => [each.x, each.right])), [box.left, box.right]),
      y: shiftInto(around(spans.map((each) => [each.y, each.bottom])), [box.top, bottom]),
    }
    if (shift.x !== 0 || shift.y !== 0) void flow.setViewport({ x: x + shift.x, y: y + shift.y, zoom })
  }

  /** Shows the nodes that are selected from now on, once their form is open and has taken its room. */
  showSelected(): void {
    requestAnimationFrame(() => this.show(...this.#state.selection.value.nodes))
  }

  /** Shows and focuses a node, which the canvas may have to draw first. */
  focus(id: string): void {
    this.show(id)
    let frames = 0
    let focused = 0
    // A dialog that closes gives the focus back to where it was, which may come later than this.
    const attempt = () => {
      // Who is quick has gone on to the form.
      if (focused > 0 && document.activeElement?.closest('.inspector')) return
      focused = this.#takeFocus(id) ? focused + 1 : 0
      // By now the form is open, which may cover the node.
      if (focused === 2) this.show(id)
      frames += 1
      if (focused < 3 && frames < FRAMES) requestAnimationFrame(attempt)
    }
    attempt()
  }

  /** Whether a node has got the focus, which nothing gets from an open dialog. */
  #takeFocus(id: string): boolean {
    const element = document.querySelector('dialog[open]') ? undefined : this.elementOf(id)
    element?.focus({ preventScroll: true })
    return element !== undefined && document.activeElement === element
  }

  elementOf(id: string): HTMLElement | undefined {
    const nodes = this.#element?.querySelectorAll<HTMLElement>('.react-flow__node') ?? []
    return [...nodes].find((each) => each.dataset.id === id)
  }

  focusCanvas(): void {
    this.#element?.querySelector<HTMLElement>('[tabindex="0"].react-flow__node')?.focus()
  }
}

const MARGIN = 24

type Span = readonly [number, number]

const around = (spans: readonly Span[]): Span => [
  Math.min(...spans.map(([start]) => start)),
  Math.max(...spans.map(([, end]) => end)),
]

/** How far a span has to be moved to lie within another, with some space around it. */
const shiftInto = ([start, end]: Span, [from, to]: Span): number => {
  if (start < from + MARGIN) return from + MARGIN - start
  return end > to - MARGIN ? Math.max(from + MARGIN - start, to - MARGIN - end) : 0
}
