import { hash } from 'node:crypto'
import { z } from 'zod'
import { AnyObject } from '../../domain/keyed-object.ts'
import { isPlainText, notPlainText } from '../../domain/plain-text.ts'
import { isRecord } from '../../lib/json/is-record.ts'

/** Of expressions it is the characters of all together: they are compiled in one go when a graph is saved. */
export const LARGEST_GRAPH = { nodes: 10_000, connections: 50_000, expressions: 1_000_000 } as const

const RESERVED = '__proto__'

const reservedName = {
  message: `Must not be "${RESERVED}"`,
  params: { problem: 'reserved_name', values: { names: RESERVED } },
}

export const NodeId = z
  .string()
  .min(1)
  .max(100)
  .refine(isPlainText, notPlainText)
  .refine((id) => id !== RESERVED, reservedName)
  .meta({ description: "The caller's own name for the node, unique in its script.", examples: ['sum'] })

export const RetryPolicy = z
  .strictObject({
    max_attempts: z.int().min(1).max(20).meta({ description: 'Attempts in all, the first one included.' }),
    backoff_ms: z.int().min(0).max(3_600_000).default(200).meta({
      description: 'Pause before the second attempt; it doubles each time, with jitter.',
    }),
    max_backoff_ms: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(30_000)
      .meta({ description: 'No pause is longer.' }),
  })
  .meta({ description: 'How often and how soon a failed node is tried again.' })

export const GraphNode = z.strictObject({
  id: NodeId,
  type: z
    .string()
    .min(1)
    .max(50)
    .meta({ description: 'A type of the node catalogue.', examples: ['transform'] }),
  name: z.string().max(200).optional().meta({ description: 'What people call it.' }),
  description: z.string().max(2000).optional().meta({ description: 'What it is there for.' }),
  position: z
    .strictObject({ x: z.number(), y: z.number() })
    .optional()
    .meta({ description: 'Where an editor draws it.' }),
  parameters: AnyObject.default({}).meta({
    default: {},
    description: "The type's parameters; any of them may be or hold a `{{ JSONata }}` template.",
    examples: [{ expression: '$sum(input.items.price)' }],
  }),
  on_error: z.enum(['stop', 'continue']).optional().meta({
    description:
      '`stop` (default) skips what depends on the node; `continue` goes on by port `error` with `{error}`.',
  }),
  retry: RetryPolicy.optional(),
  timeout_ms: z.int().min(1).max(86_400_000).optional().meta({ description: 'Longest time of one attempt.' }),
  metadata: AnyObject.meta({
    description: "The caller's own data, kept as given.",
    examples: [{ color: 'red' }],
  }).optional(),
})
export type GraphNode = z.output<typeof GraphNode>

export const Connection = z.strictObject({
  target: NodeId.meta({ description: 'The node that is connected to.', examples: ['done'] }),
  output: z
    .string()
    .min(1)
    .max(100)
    .default('out')
    .meta({ description: "The source's port.", examples: ['out'] }),
})
export type Connection = z.output<typeof Connection>

/** Finds what a record would leave out, and lists that are too long to be looked at. */
const checkSources = (connections: unknown, context: z.core.$RefinementCtx): unknown => {
  if (!isRecord(connections)) return connections
  const lists = Object.values(connections)
  const count = lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
  const { nodes, connections: most } = LARGEST_GRAPH
  if (lists.length > nodes) context.addIssue({ code: 'custom', ...tooBig(nodes) })
  if (count > most) context.addIssue({ code: 'custom', ...tooBig(most) })
  if (Object.hasOwn(connections, RESERVED)) {
    context.addIssue({ code: 'custom', path: [RESERVED], ...reservedName })
  }
  return connections
}

const tooBig = (maximum: number) => ({ params: { problem: 'too_big', values: { maximum } } })

/** From source node id to the list of the connections that leave it. */
export const bySource = <L extends z.ZodType>(list: L) =>
  z.preprocess(checkSources, z.record(z.string(), list))

export const Graph = z.object({
  nodes: z
    .array(GraphNode)
    .max(LARGEST_GRAPH.nodes)
    .meta({ description: 'The nodes, in the order they were given.' }),
  connections: bySource(z.array(Connection)).meta({
    description: 'From source node id to the connections that leave it.',
    examples: [{ start: [{ target: 'sum', output: 'out' }] }],
  }),
})
export type Graph = z.output<typeof Graph>

/** A graph and the hash of its content; equal content has the equal hash, whichever script it is in. */
export interface HashedGraph {
  readonly hash: string
  readonly graph: Graph
}

export const hashGraph = (graph: Graph): HashedGraph => ({
  hash: hash('sha256', JSON.stringify(graph), 'base64url'),
  graph,
})

/** The graph as numbers: each node's index, and its connections resolved to existing nodes. */
export interface GraphIndex {
  readonly indexOf: ReadonlyMap<string, number>
  readonly edges: readonly GraphEdge[]
}

export interface GraphEdge {
  readonly source: number
  readonly target: number
  readonly port: string
  readonly path: string
}

/** Connections whose ends do not exist are left out; validation reports those. */
export const indexGraph = ({ nodes, connections }: Graph): GraphIndex => {
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]))
  const edges = Object.entries(connections).flatMap(([from, list]) =>
    list.flatMap(({ target: to, output }, position) => {
      const source = indexOf.get(from)
      const target = indexOf.get(to)
      if (source === undefined || target === undefined) return []
      return [{ source, target, port: output, path: `connections.${from}.${position}` }]
    }),
  )
  return { indexOf, edges }
}
