import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AnyObject } from '../../domain/keyed-object.ts'
import {
  ADDRESS_PATTERN,
  fitsAddress,
  isPlainText,
  maxCharacters,
  notInAddress,
  notPlainText,
} from '../../domain/plain-text.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { isRecord } from '../../lib/json/is-record.ts'

/** `expressions` are the characters of all of them together that have to be parsed. */
export const MAX_GRAPH = { nodes: 10_000, connections: 50_000, expressions: 1_000_000 } as const

const RESERVED = '__proto__'

const reservedName = {
  message: `Must not be "${RESERVED}"`,
  params: { problem: 'reserved_name', values: { names: RESERVED } },
}

export const NodeId = z
  .string()
  .min(1)
  .check(maxCharacters(100))
  .refine(isPlainText, notPlainText)
  .refine((id) => id !== RESERVED, reservedName)
  .refine(fitsAddress, notInAddress)
  .meta({
    description: `The caller's own name for the node, unique in its script; not \`${RESERVED}\`.`,
    pattern: ADDRESS_PATTERN,
    examples: ['sum'],
  })

export const RetryPolicy = z
  .strictObject({
    max_attempts: z
      .int()
      .min(1)
      .max(20)
      .meta({ description: 'Total number of attempts, including the first.' }),
    backoff_ms: z.int().min(0).max(3_600_000).default(200).meta({
      description: 'Pause before the second attempt. It doubles with every further attempt, with jitter.',
    }),
    max_backoff_ms: z
      .int()
      .min(0)
      .max(86_400_000)
      .default(30_000)
      .meta({ description: 'Upper limit of the pause.' }),
  })
  .meta({
    description:
      'How often and how soon a failed node is retried. A loop or a called script is retried as a whole.',
  })

export const TriggerRule = z.enum(['none_failed', 'one_success', 'all_done']).meta({
  description:
    'When the node runs, once every connection to it has either delivered or can no longer deliver. ' +
    '`none_failed` (default): at least one has delivered, and none comes from an uncaught failure. ' +
    '`one_success`: at least one has delivered. `all_done`: always; a failed predecessor delivers `{error}`.',
})
export type TriggerRule = z.output<typeof TriggerRule>

export const GraphNode = z.strictObject({
  id: NodeId,
  type: z
    .string()
    .min(1)
    .check(maxCharacters(50))
    .meta({ description: 'A node type from the catalogue.', examples: ['transform'] }),
  name: z.string().check(maxCharacters(200)).optional().meta({ description: 'A display name.' }),
  description: z
    .string()
    .check(maxCharacters(2000))
    .optional()
    .meta({ description: 'What the node is for.' }),
  position: z
    .strictObject({ x: z.number(), y: z.number() })
    .optional()
    .meta({ description: 'Where an editor draws the node.' }),
  parameters: AnyObject.default({}).meta({
    default: {},
    description: 'The parameters of its type. Any of them may be or contain a `{{ JSONata }}` template.',
    examples: [{ expression: '$sum(input.items.price)' }],
  }),
  on_error: z.enum(['stop', 'continue']).optional().meta({
    description:
      'When the node fails, `stop` (default) skips everything that depends on it; `continue` passes `{error}` on through port `error`.',
  }),
  trigger_rule: TriggerRule.optional(),
  retry: RetryPolicy.optional(),
  timeout_ms: z.int().min(1).max(86_400_000).optional().meta({
    description: 'Time limit of one attempt. For a loop or a called script it covers the whole of it.',
  }),
  metadata: AnyObject.meta({
    description: "The caller's own data, stored unchanged.",
    examples: [{ color: 'red' }],
  }).optional(),
})
export type GraphNode = z.output<typeof GraphNode>

export const Connection = z.strictObject({
  target: NodeId.meta({ description: 'The id of the target node.', examples: ['done'] }),
  output: z
    .string()
    .min(1)
    .check(maxCharacters(100))
    .default('out')
    .meta({ description: 'The output port of the source node.', examples: ['out'] }),
})
export type Connection = z.output<typeof Connection>

/** Reports what the record schema would drop, and lists that are too long to be validated. */
const checkSources = (connections: unknown, context: z.core.$RefinementCtx): unknown => {
  if (!isRecord(connections)) return connections
  const { nodes, connections: most } = MAX_GRAPH
  const sources = Object.keys(connections)
  if (sources.length > nodes) {
    context.addIssue({ code: 'custom', ...tooBig(nodes) })
    return {}
  }
  const count = sources.reduce((sum, source) => sum + lengthOf(connections[source]), 0)
  if (count > most) {
    context.addIssue({ code: 'custom', ...tooBig(most) })
    return {}
  }
  if (Object.hasOwn(connections, RESERVED)) {
    context.addIssue({ code: 'custom', path: [RESERVED], ...reservedName })
  }
  return connections
}

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0)

const tooBig = (maximum: number) => ({ params: { problem: 'too_big', values: { maximum } } })

/** Maps a source node id to the list of its outgoing connections. */
export const bySource = <L extends z.ZodType>(list: L) =>
  z.preprocess(checkSources, z.record(z.string(), list, { error: shapeOfConnections }))

const wrongShape =
  (text: string) =>
  ({ code, input }: z.core.$ZodRawIssue): string | undefined =>
    code === 'invalid_type' && input !== undefined ? text : undefined

const shapeOfConnections = wrongShape(
  'Must be an object with a list of connections for each node id, such as {"a": [{"target": "b"}]}.',
)

/** Of the connections that leave one node. */
export const shapeOfList = wrongShape(
  'Must be a list of connections, each with its port, such as [{"target": "b", "output": "out"}].',
)

export const Graph = z.object({
  nodes: z.array(GraphNode).max(MAX_GRAPH.nodes).meta({ description: 'The nodes, in the order given.' }),
  connections: bySource(z.array(Connection, { error: shapeOfList })).meta({
    description: 'The outgoing connections of each node, by its id.',
    examples: [{ start: [{ target: 'sum', output: 'out' }] }],
  }),
})
export type Graph = z.output<typeof Graph>

/** A graph and the hash of its content; equal graphs have equal hashes, in whichever script they are. */
export interface HashedGraph {
  readonly hash: string
  readonly graph: Graph
}

/** A graph with its JSON, of which the hash is made. */
export interface WrittenGraph extends HashedGraph {
  readonly text: string
}

/** Characters that are written and hashed at once, about: each part costs as much as a thousand of them. */
const PART_LENGTH = 16_384

/** The text of a graph as JSON, in parts that take little time to write. */
function* graphTexts({ nodes, connections }: Graph): Generator<string> {
  let part = '{"nodes":['
  for (const [index, node] of nodes.entries()) {
    part += `${index > 0 ? ',' : ''}${JSON.stringify(node)}`
    if (part.length < PART_LENGTH) continue
    yield part
    part = ''
  }
  part += '],"connections":{'
  for (const [index, [source, list]] of Object.entries(connections).entries()) {
    part += `${index > 0 ? ',' : ''}${JSON.stringify(source)}:${JSON.stringify(list)}`
    if (part.length < PART_LENGTH) continue
    yield part
    part = ''
  }
  yield `${part}}}`
}

export const writeGraph = async (graph: Graph, turns: Turns): Promise<WrittenGraph> => {
  const digest = createHash('sha256')
  const texts: string[] = []
  await turns.each(graphTexts(graph), (text) => {
    digest.update(text)
    texts.push(text)
  })
  return { hash: digest.digest('base64url'), text: texts.join(''), graph }
}

/** A connection by the positions of its nodes. */
export interface GraphEdge {
  readonly source: number
  readonly target: number
  readonly port: string
  readonly path: string
}

/** The connections in their order, without those from or to missing nodes, which validation reports. */
export const edgesOf = async ({ nodes, connections }: Graph, turns: Turns): Promise<GraphEdge[]> => {
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]))
  const edges: GraphEdge[] = []
  for (const [from, list] of Object.entries(connections)) {
    const source = indexOf.get(from)
    if (source === undefined) continue
    await turns.each(list.entries(), ([position, { target: to, output }]) => {
      const target = indexOf.get(to)
      if (target === undefined) return
      edges.push({ source, target, port: output, path: `connections.${from}.${position}` })
    })
  }
  return edges
}
