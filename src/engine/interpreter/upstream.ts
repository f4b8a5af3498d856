import type { Ancestors } from '../graph/ancestors.ts'

export type Outputs = Readonly<Record<string, unknown>>

/** What the nodes of a graph share to find out what comes before them. */
export interface Order {
  readonly ancestors: Ancestors
  readonly ids: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
}

/** The nodes that come before one node: only their outputs are certain to be there, or not, whenever it runs. */
export class Upstream {
  readonly #order: Order
  readonly #vertex: number

  constructor(order: Order, vertex: number) {
    this.#order = order
    this.#vertex = vertex
  }

  has(id: string): boolean {
    const other = this.#order.indexOf.get(id)
    return other !== undefined && this.#order.ancestors.has(this.#vertex, other)
  }

  /** In the order of the graph, not in the order in which they have ended. */
  ids(): string[] {
    const { ids, ancestors } = this.#order
    return ids.filter((_, other) => ancestors.has(this.#vertex, other))
  }
}

/**
 * The outputs of the nodes that come before one, by id. Copying them would take long in a large graph, in which most
 * expressions name one or two.
 * @param outputsWith the outputs among which that of a node is, if it has one
 */
export const outputsUpstream = (
  upstream: Upstream,
  outputsWith: (id: string) => Outputs | undefined,
): Outputs => {
  const find = (id: string | symbol) =>
    typeof id === 'string' && upstream.has(id) ? outputsWith(id) : undefined
  const outputOf = (id: string | symbol) => (typeof id === 'string' ? find(id)?.[id] : undefined)
  return new Proxy<Outputs>(Object.create(null), {
    get: (_, id) => outputOf(id),
    has: (_, id) => find(id) !== undefined,
    ownKeys: () => upstream.ids().filter((id) => outputsWith(id)),
    getOwnPropertyDescriptor: (_, id) =>
      find(id) && { value: outputOf(id), enumerable: true, configurable: true },
  })
}
