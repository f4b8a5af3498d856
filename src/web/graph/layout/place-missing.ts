import { moveNodes, type Position } from '../edits.ts'
import type { ScriptModel } from '../model.ts'
import { NODE_WIDTH, type Size } from '../size.ts'
import { layersOf, predecessorsOf } from '../traversal.ts'
import { COLUMN_GAP, ROW_GAP } from './layered.ts'

/** Gives the nodes that have no position one beside their predecessors, where no other node is. */
export const placeMissing = (graph: ScriptModel, sizes: ReadonlyMap<string, Size>): ScriptModel => {
  const placed = new Map(graph.nodes.flatMap(({ id, position }) => (position ? [[id, position]] : [])))
  if (placed.size === graph.nodes.length) return graph
  const taken = new Places(placed, sizes)
  const layers = layersOf(graph)
  const predecessors = predecessorsOf(graph)
  const missing = graph.nodes
    .filter(({ id }) => !placed.has(id))
    .toSorted((a, b) => (layers.get(a.id) ?? 0) - (layers.get(b.id) ?? 0))
  for (const { id } of missing) {
    const before = (predecessors.get(id) ?? []).flatMap((each) => placed.get(each) ?? [])
    const position = taken.free(besides(before), sizes.get(id))
    placed.set(id, position)
  }
  return moveNodes(graph, placed)
}

/** The nearest free place at or below a point. */
export const freePlace = (
  graph: ScriptModel,
  sizes: ReadonlyMap<string, Size>,
  wanted: Position,
): Position => {
  const placed = new Map(graph.nodes.flatMap(({ id, position }) => (position ? [[id, position]] : [])))
  return new Places(placed, sizes).free(wanted, undefined)
}

export const besides = (before: readonly Position[]): Position =>
  before.length === 0
    ? { x: 0, y: 0 }
    : {
        x: Math.max(...before.map(({ x }) => x)) + NODE_WIDTH + COLUMN_GAP,
        y: Math.min(...before.map(({ y }) => y)),
      }

interface Box extends Position, Size {}

const DEFAULT_SIZE: Size = { width: NODE_WIDTH, height: 60 }

/** The occupied places, sorted into columns so that a search does not look at all of them. */
class Places {
  readonly #columns = new Map<number, Box[]>()

  constructor(placed: ReadonlyMap<string, Position>, sizes: ReadonlyMap<string, Size>) {
    for (const [id, position] of placed) this.#add({ ...position, ...(sizes.get(id) ?? DEFAULT_SIZE) })
  }

  /** Finds a place for a box, and takes it. */
  free(wanted: Position, size: Size = DEFAULT_SIZE): Position {
    const box = { ...size, x: Math.round(wanted.x), y: Math.round(wanted.y) }
    for (let other = this.#overlapping(box); other; other = this.#overlapping(box)) {
      box.y = other.y + other.height + ROW_GAP
    }
    this.#add(box)
    return { x: box.x, y: box.y }
  }

  #overlapping(box: Box): Box | undefined {
    const column = columnOf(box.x)
    return [column - 1, column, column + 1]
      .flatMap((each) => this.#columns.get(each) ?? [])
      .find((other) => overlaps(box, other))
  }

  #add(box: Box): void {
    const column = columnOf(box.x)
    const list = this.#columns.get(column)
    if (list) list.push(box)
    else this.#columns.set(column, [box])
  }
}

// A node overlaps only with nodes of its own and the neighbouring columns, as none is wider than a column.
const columnOf = (x: number): number => Math.floor(x / (NODE_WIDTH + COLUMN_GAP))

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width &&
  b.x < a.x + a.width &&
  a.y < b.y + b.height + ROW_GAP / 2 &&
  b.y < a.y + a.height + ROW_GAP / 2
