import type { Position } from '../../graph/edits.ts'
import type { GraphParts } from '../../graph/model.ts'
import type { Size } from '../../graph/size.ts'

export interface LayoutQuestion {
  readonly graph: GraphParts
  readonly sizes: ReadonlyMap<string, Size>
}

export type LayoutAnswer = ReadonlyMap<string, Position>
