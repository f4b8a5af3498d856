import type { Turns } from '../../../lib/async/turns.ts'
import { nearest } from '../../../lib/text/nearest.ts'
import { Ancestors } from '../ancestors.ts'
import type { Digraph } from '../digraph.ts'
import type { Graph } from '../graph.ts'
import { OUTSIDE } from '../loops.ts'
import type { Nameable } from './nameable.ts'

/** In a large graph each one takes a while to find. */
const MAX_SUGGESTIONS = 20

/** A graph without cycles. */
export interface GraphOrder {
  readonly digraph: Digraph
  /** For each node, the innermost loop that contains it, or `OUTSIDE`. */
  readonly loopOf: readonly number[]
}

/**
 * What each node of a graph can name. Without an order every node counts as being before every other, and in a loop. A
 * node to which no connection leads is not placed yet, as in a graph that is made node by node: any may come before it
 * that does not come after it.
 */
export const nameableByNode = async (
  { nodes }: Graph,
  order: GraphOrder | undefined,
  turns: Turns,
): Promise<(index: number) => Nameable> => {
  const ids = nodes.map(({ id }) => id)
  const indexOf = new Map(ids.map((id, index) => [id, index]))
  const ancestors = order && (await Ancestors.of(order.digraph, turns))
  const placed = new Set(order?.digraph.edges.flat())
  const meantNode = suggestionsFrom(ids)
  return (index) => {
    const loop = order?.loopOf[index]
    return {
      hasNode: (id) => indexOf.has(id),
      comesBefore: (id) => {
        const other = indexOf.get(id)
        if (other === undefined) return false
        if (!ancestors) return true
        if (!placed.has(index)) return other !== index && !ancestors.has(other, index)
        return ancestors.has(index, other) && !contains(order, other, index)
      },
      isLoopAround: (id) => contains(order, indexOf.get(id), index),
      meantNode,
      isInLoop: loop !== OUTSIDE,
    }
  }
}

/** Whether a node is one of the loops in whose bodies another one is: such a loop ends after it. */
const contains = (order: GraphOrder | undefined, loop: number | undefined, index: number): boolean => {
  for (let outer = order?.loopOf[index]; outer !== undefined && outer !== OUTSIDE; ) {
    if (outer === loop) return true
    outer = order?.loopOf[outer]
  }
  return false
}

/** Finds the id that may have been meant by a wrong one, for the first few only. */
export const suggestionsFrom = (ids: readonly string[]) => {
  let left = MAX_SUGGESTIONS
  return (id: string): string | undefined => (left-- > 0 ? nearest(id, ids) : undefined)
}
