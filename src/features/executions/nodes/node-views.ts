import { AppError } from '../../../domain/errors.ts'
import type { ExecutionEngine } from '../../../engine/engine.ts'
import type { NodeRecord } from '../../../engine/records.ts'
import type { NodeFilter, NodeHead, NodeLists } from '../store/node-list-repository.ts'
import type { PartsRepository } from '../store/parts-repository.ts'
import type { ExecutionViews } from '../views.ts'
import { type FoundNode, inMemory, type NodeFinder } from './node-finder.ts'
import { inputOf, type NodeInput, type NodePlace } from './node-inputs.ts'

export interface NodeViewsOptions {
  readonly engine: ExecutionEngine
  readonly parts: PartsRepository
  readonly nodeLists: NodeLists
  readonly views: ExecutionViews
}

export interface NodeWithInput {
  readonly node: FoundNode
  readonly input: NodeInput
}

export interface NodesRequest extends NodeFilter {
  readonly limit: number
  /** How many nodes of the execution come before the page. */
  readonly offset: number
}

/** Nodes from one of the two places where they may be. */
export type NodePage = { readonly next: number | null } & (
  | { readonly records: readonly NodeRecord[] }
  | { readonly heads: readonly NodeHead[] }
)

/** What clients see of the nodes of an execution, in the order in which they started. A running one is written before. */
export class NodeViews {
  readonly #options: NodeViewsOptions

  constructor(options: NodeViewsOptions) {
    this.#options = options
  }

  /** @throws AppError `EXECUTION_NOT_FOUND` */
  async page(id: string, request: NodesRequest): Promise<NodePage> {
    const inline = await this.#inline(id)
    return inline ? pageOf(inline, request) : this.#storedPage(id, request)
  }

  async #finder(id: string): Promise<NodeFinder> {
    const inline = await this.#inline(id)
    if (!inline) {
      const { parts } = this.#options
      return {
        find: async (path, nodeId) => {
          const stored = await parts.node(id, path, nodeId)
          return stored && { stored }
        },
        item: (path, loop, index) => parts.loopItem({ id, path, loop }, index),
      }
    }
    return inMemory(inline)
  }

  /** @throws AppError `EXECUTION_NOT_FOUND` or `NODE_NOT_FOUND` */
  async detail(id: string, place: NodePlace): Promise<NodeWithInput> {
    const { text } = await this.#options.views.graph(id)
    const finder = await this.#finder(id)
    const node = await finder.find(place.path, place.nodeId)
    if (!node) throw new AppError('NODE_NOT_FOUND', { values: { id: place.nodeId } })
    return { node, input: await inputOf(place, JSON.parse(text), finder) }
  }

  async #inline(id: string): Promise<readonly NodeRecord[] | undefined> {
    const { engine, parts } = this.#options
    await engine.submitted(id)?.persist()
    return parts.inlineNodes(id)
  }

  async #storedPage(id: string, { limit, offset, ...filter }: NodesRequest): Promise<NodePage> {
    const { parts, nodeLists: lists } = this.#options
    const summary = await parts.summary(id)
    if (!summary) throw new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    const { order, rows } = await parts.index(summary)
    const selected = isEmpty(filter) ? undefined : await lists.rows(id, filter)
    const wanted: number[] = []
    for (let place = offset; place < order.length; place++) {
      const row = rows[order[place] ?? 0] ?? 0
      if (selected && !selected.has(row)) continue
      if (wanted.length === limit) return { heads: await lists.heads(wanted), next: place }
      wanted.push(row)
    }
    return { heads: await lists.heads(wanted), next: null }
  }
}

const isEmpty = (filter: NodeFilter): boolean => Object.values(filter).every((value) => value === undefined)

const pageOf = (nodes: readonly NodeRecord[], { limit, offset, ...filter }: NodesRequest): NodePage => {
  const records: NodeRecord[] = []
  for (const [place, node] of nodes.entries()) {
    if (place < offset || !matches(node, filter)) continue
    if (records.length === limit) return { records, next: place }
    records.push(node)
  }
  return { records, next: null }
}

const matches = (node: NodeRecord, { status, node_id, path }: NodeFilter): boolean =>
  (status === undefined || node.status === status) &&
  (node_id === undefined || node.node_id === node_id) &&
  (path === undefined || node.path === path)
