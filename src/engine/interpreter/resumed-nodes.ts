import type { GraphNode } from '../graph/graph.ts'
import type { NodeType } from '../node-type.ts'
import { WAIT_FOR_EVENT } from '../records.ts'
import type { Upstream } from './upstream.ts'

interface PlacedNode {
  readonly node: GraphNode
  readonly type: NodeType | undefined
  readonly upstream: Upstream
}

/** What a node has that names `execution.resume_url`. */
export interface Resuming {
  /** The nodes that the address may resume; it resumes one of them. */
  readonly resumes?: readonly string[]
}

const NAMES_RESUME_URL = /\bresume_url\b/

/** Gives the nodes of a scope that name `execution.resume_url` the nodes that this resumes. */
export const withResumed = <N extends PlacedNode>(nodes: readonly N[]): readonly (N & Resuming)[] => {
  const waits = nodes.filter(({ type }) => type?.type === WAIT_FOR_EVENT)
  if (waits.length === 0) return nodes
  return nodes.map((each) => {
    if (!NAMES_RESUME_URL.test(JSON.stringify(each.node.parameters))) return each
    const resumes = firstAfter(each.node.id, waits)
    return resumes.length === 0 ? each : { ...each, resumes }
  })
}

/** Those that come after a node with no other one of them between. */
const firstAfter = (id: string, waits: readonly PlacedNode[]): readonly string[] => {
  const after = waits.filter(({ upstream }) => upstream.has(id))
  const first = after.filter(({ upstream }) => !after.some(({ node }) => upstream.has(node.id)))
  return first.map(({ node }) => node.id)
}
