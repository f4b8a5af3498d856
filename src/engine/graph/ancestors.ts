import type { Turns } from '../../lib/async/turns.ts'
import { type Digraph, topologicalOrder } from './digraph.ts'

const BITS = 32

/** How many bytes it takes to remember the ancestors of all vertices of a graph. */
export const ancestorBytes = (size: number): number => size * Math.ceil(size / BITS) * 4

/** From which vertices of an acyclic graph each one can be reached: one bit for each pair. */
export class Ancestors {
  readonly #words: number
  readonly #bits: Uint32Array

  private constructor(size: number) {
    this.#words = Math.ceil(size / BITS)
    this.#bits = new Uint32Array(size * this.#words)
  }

  static async of(graph: Digraph, turns: Turns): Promise<Ancestors> {
    const ancestors = new Ancestors(graph.size)
    await turns.each(topologicalOrder(graph), (vertex) => {
      for (const target of graph.edges[vertex] ?? []) ancestors.#add(target, vertex)
    })
    return ancestors
  }

  has(vertex: number, other: number): boolean {
    const word = this.#bits[vertex * this.#words + Math.floor(other / BITS)] ?? 0
    return (word & (1 << (other % BITS))) !== 0
  }

  /** A vertex, and everything before it, comes before the target. */
  #add(target: number, vertex: number) {
    const [from, to] = [vertex * this.#words, target * this.#words]
    for (let word = 0; word < this.#words; word++) {
      this.#bits[to + word] = (this.#bits[to + word] ?? 0) | (this.#bits[from + word] ?? 0)
    }
    const word = to + Math.floor(vertex / BITS)
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (vertex % BITS))
  }
}
