import type { Position } from '../edits.ts'
import type { GraphParts } from '../model.ts'
import type { Size } from '../size.ts'
import { layersOf, predecessorsOf } from '../traversal.ts'

export const COLUMN_GAP = 70
export const ROW_GAP = 30

/**
 * Places nodes in columns by their longest way from a start, and each near its predecessors. Takes time in
 * proportion to the graph, so that it serves graphs that are too large for dagre.
 */
export const layOutInLayers = (
  graph: GraphParts,
  sizes: ReadonlyMap<string, Size>,
): Map<string, Position> => {
  const layers = layersOf(graph)
  const predecessors = predecessorsOf(graph)
  const columns = Map.groupBy(
    graph.nodes.map(({ id }) => id),
    (id) => layers.get(id) ?? 0,
  )
  const positions = new Map<string, Position>()
  let x = 0
  for (const layer of [...columns.keys()].sort((a, b) => a - b)) {
    const column = columns.get(layer) ?? []
    const wanted = new Map(column.map((id) => [id, meanY(predecessors.get(id) ?? [], positions)]))
    placeColumn(
      column.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0)),
      {
        x,
        wanted,
        sizes,
        positions,
      },
    )
    x += Math.max(...column.map((id) => sizes.get(id)?.width ?? 0)) + COLUMN_GAP
  }
  return positions
}

interface Column {
  readonly x: number
  readonly wanted: ReadonlyMap<string, number>
  readonly sizes: ReadonlyMap<string, Size>
  readonly positions: Map<string, Position>
}

const placeColumn = (column: readonly string[], { x, wanted, sizes, positions }: Column): void => {
  let free = Number.NEGATIVE_INFINITY
  const tops = column.map((id) => {
    const y = Math.max(free, wanted.get(id) ?? 0)
    free = y + (sizes.get(id)?.height ?? 0) + ROW_GAP
    return y
  })
  // A column that was pushed down as a whole is moved back to the middle of what it belongs to.
  const shift = mean(column.map((id, index) => (tops[index] ?? 0) - (wanted.get(id) ?? 0)))
  for (const [index, id] of column.entries()) {
    positions.set(id, { x: Math.round(x), y: Math.round((tops[index] ?? 0) - shift) })
  }
}

const meanY = (ids: readonly string[], positions: ReadonlyMap<string, Position>): number =>
  mean(ids.flatMap((id) => positions.get(id)?.y ?? []))

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
