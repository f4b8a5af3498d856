import type { NodeRecord } from '../../../engine/records.ts'
import type { StoredNode } from '../store/parts-repository.ts'

/** A node from one of the two places where it may be. */
export type FoundNode = { readonly record: NodeRecord } | { readonly stored: StoredNode }

/** Finds nodes of one execution. */
export interface NodeFinder {
  find(path: string, nodeId: string): Promise<FoundNode | undefined>
  /** An item of a loop as JSON, while the loop keeps it. */
  item(path: string, loop: string, index: number): Promise<string | undefined>
}

/** Finds nodes among all of an execution. */
export const inMemory = (nodes: readonly NodeRecord[]): NodeFinder => {
  const find = (path: string, nodeId: string) =>
    nodes.find((node) => node.path === path && node.node_id === nodeId)
  return {
    async find(path, nodeId) {
      const record = find(path, nodeId)
      return record && { record }
    },
    async item(path, loop, index) {
      const { items } = Object(find(path, loop)?.state)
      return Array.isArray(items) && index < items.length ? JSON.stringify(items[index]) : undefined
    },
  }
}
