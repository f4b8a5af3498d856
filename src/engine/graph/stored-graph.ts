import type { Graph, WrittenGraph } from './graph.ts'

/** A graph as it is stored, which is parsed when it is first looked into: many are only written and sent. */
export class StoredGraph implements WrittenGraph {
  readonly hash: string
  readonly text: string
  #graph: Graph | undefined

  constructor({ hash, text }: Pick<WrittenGraph, 'hash' | 'text'>) {
    this.hash = hash
    this.text = text
  }

  get graph(): Graph {
    // Guarantee: only checked graphs are stored.
    this.#graph ??= JSON.parse(this.text) as Graph
    return this.#graph
  }
}
