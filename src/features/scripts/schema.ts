import { z } from '@hono/zod-openapi'
import { isPlainText, isStorable, notPlainText, notStorable } from '../../domain/plain-text.ts'
import {
  bySource,
  Connection,
  GraphNode,
  LARGEST_GRAPH,
  NodeId,
  RetryPolicy,
} from '../../engine/graph/graph.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { ErrorDetail } from '../../http/response/error-body.ts'

const ScriptId = z.int().positive().openapi({ description: 'Number of the script.', example: 1 })

export const ScriptParams = z.object({
  script_id: integerText({ minimum: 1 }).openapi({
    param: { name: 'script_id', in: 'path' },
    type: 'integer',
    description: 'Number of the script.',
    example: 1,
  }),
})

export const NodeParams = ScriptParams.extend({
  node_id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'node_id', in: 'path' }, example: 'sum', description: "The node's id." }),
})

const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isPlainText, notPlainText)
  .openapi({ description: 'Unique among all scripts.', example: 'Order totals' })

const Description = z.string().max(500).refine(isStorable, notStorable).nullable().openapi({
  description: 'What the script is for.',
  example: 'Adds up an order and says whether it is large.',
})

const Active = z.boolean().openapi({ description: 'Whether `execute-all` runs it.', example: true })

const ExecutionOrder = z
  .int()
  .min(-1_000_000)
  .max(1_000_000)
  .openapi({ description: 'Its place in `execute-all`, lowest first.', example: 0 })

export const Retention = z
  .strictObject({
    days: z
      .int()
      .min(0)
      .max(36_500)
      .optional()
      .openapi({ description: 'How many days; 0 for all.', example: 7 }),
    count: z
      .int()
      .min(0)
      .optional()
      .openapi({ description: 'How many executions; 0 for all.', example: 1000 }),
  })
  .nullable()
  .openapi({
    description: "How much is kept of the script's executions; null for as much as the server keeps of any.",
    example: null,
  })

const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const settings = {
  name: Name,
  description: Description,
  active: Active,
  execution_order: ExecutionOrder,
  retention: Retention,
}

const readOnly = {
  id: ScriptId,
  version: z.int().positive().openapi({ description: 'Grows by one with every change.', example: 1 }),
  node_count: z.int().min(0).openapi({ description: 'How many nodes it has.', example: 3 }),
  created_at: isoTime('When it was created.'),
  updated_at: isoTime('When it was last changed.'),
}

/** Read-only fields of what GET returns: accepted in a body so that it can be sent back, and ignored. */
const ignored = z.unknown().optional().openapi({ description: 'Ignored: read-only.' })
const ignoredFields = {
  id: ignored,
  version: ignored,
  node_count: ignored,
  created_at: ignored,
  updated_at: ignored,
}

const exampleGraph = {
  nodes: [
    { id: 'start', type: 'start', parameters: {} },
    { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
    { id: 'end', type: 'end', parameters: {} },
  ],
  connections: {
    start: [{ target: 'sum', output: 'out' }],
    sum: [{ target: 'end', output: 'out' }],
  },
}

export const ScriptNode = GraphNode.extend({
  retry: RetryPolicy.openapi('RetryPolicy').optional(),
}).openapi('Node', {
  description: 'One node of a script.',
  example: { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
})

const ScriptConnection = Connection.openapi('Connection', {
  description: 'One connection to a node.',
  example: { target: 'end', output: 'out' },
})

// The fields of the engine's graph, made of the schemas that the document names.
const graph = {
  nodes: z.array(ScriptNode).max(LARGEST_GRAPH.nodes).openapi({
    description: 'The nodes, in the order they were given.',
  }),
  connections: bySource(z.array(ScriptConnection)).openapi({
    description: 'From source node id to the connections that leave it.',
    example: exampleGraph.connections,
  }),
}

export const ScriptGraph = z
  .strictObject(graph)
  .openapi('Graph', { description: 'Nodes and connections.', example: exampleGraph })

export const GraphToCheck = ScriptGraph.partial().openapi('GraphToCheck', {
  description: 'A graph to check; what is left out is as it is stored.',
  example: exampleGraph,
})

const exampleSummary = {
  id: 1,
  name: 'Order totals',
  description: 'Adds up an order.',
  active: true,
  execution_order: 0,
  retention: null,
  version: 1,
  node_count: 3,
  created_at: '2026-11-23T18:00:00.000Z',
  updated_at: '2026-11-23T18:00:00.000Z',
}

const exampleBody = { name: 'Order totals', description: 'Adds up an order.', ...exampleGraph }

export const ScriptSummary = z
  .object({ ...readOnly, ...settings })
  .openapi('ScriptSummary', { description: 'A script without its graph.', example: exampleSummary })
export type ScriptSummary = z.output<typeof ScriptSummary>

export const Script = z.object({ ...readOnly, ...settings, ...graph }).openapi('Script', {
  description: 'A script with its graph.',
  example: { ...exampleSummary, ...exampleGraph },
})
export type Script = z.output<typeof Script>

export const NewScript = z
  .strictObject({
    name: Name,
    description: Description.default(null),
    active: Active.default(true),
    execution_order: ExecutionOrder.default(0),
    retention: Retention.default(null),
    nodes: graph.nodes.default([]),
    connections: graph.connections.default({}),
    ...ignoredFields,
  })
  .openapi('NewScript', {
    description: 'A script to create, with or without its graph.',
    example: exampleBody,
  })
export type NewScript = z.output<typeof NewScript>

export const ScriptReplacement = z
  .strictObject({
    ...NewScript.shape,
    ...graph,
  })
  .openapi('ScriptReplacement', {
    description:
      'The whole script as it shall be; the graph must be there, so that leaving it out loses nothing.',
    example: exampleBody,
  })

export const ScriptPatch = z
  .strictObject(settings)
  .partial()
  .openapi('ScriptPatch', { description: 'The fields to change.', example: { active: false } })
export type ScriptPatch = z.output<typeof ScriptPatch>

const ScriptPlace = z.strictObject({ id: ScriptId, execution_order: ExecutionOrder }).openapi('ScriptPlace', {
  description: 'The place of a script in `execute-all`.',
  example: { id: 1, execution_order: 0 },
})

export const ScriptOrder = z
  .array(ScriptPlace)
  .min(1)
  .max(10_000)
  .superRefine((places, context) => {
    const seen = new Set<number>()
    for (const [index, { id }] of places.entries()) {
      if (seen.has(id)) {
        const params = { problem: 'duplicate_script', values: { id } }
        context.addIssue({ code: 'custom', path: [index, 'id'], params })
      }
      seen.add(id)
    }
  })
  .openapi('ScriptOrder', {
    description: 'New places of scripts in `execute-all`.',
    example: [{ id: 1, execution_order: 0 }],
  })
export type ScriptOrder = z.output<typeof ScriptOrder>

export const OrderSaved = z
  .object({ updated: z.int().openapi({ description: 'How many scripts are in the order now.', example: 1 }) })
  .openapi('OrderSaved', { description: 'Result of a new order.', example: { updated: 1 } })

export const ScriptQuery = pageQuery(z.tuple([z.iso.datetime(), z.int()])).extend({
  q: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: 'Part of the name, in any case.', example: 'order' }),
  active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({ type: 'boolean', description: 'Only active, or only inactive scripts.' }),
})
export type ScriptQuery = z.output<typeof ScriptQuery>

export const NodePatch = z
  .strictObject(ScriptNode.shape)
  .omit({ id: true })
  .extend({ parameters: GraphNode.shape.parameters.removeDefault() })
  .partial()
  .openapi('NodePatch', {
    description: 'The fields to change; `parameters` and `metadata` are replaced as a whole.',
    example: { parameters: { expression: '$count(input.items)' } },
  })
export type NodePatch = z.output<typeof NodePatch>

export const DeletedScript = z
  .object({ id: ScriptId })
  .openapi('DeletedScript', { description: 'The script that was deleted.', example: { id: 1 } })

export const DeletedNode = z
  .object({ id: NodeId.openapi({ description: "The node's id.", example: 'sum' }) })
  .openapi('DeletedNode', { description: 'The node that was deleted.', example: { id: 'sum' } })

export const GraphCheck = z
  .object({
    valid: z.boolean().openapi({ description: 'Whether it could be saved.', example: false }),
    problems: z.array(ErrorDetail).openapi({ description: 'Everything that is wrong.' }),
  })
  .openapi('GraphCheck', {
    description: 'Outcome of a validation.',
    example: {
      valid: false,
      problems: [
        { path: 'nodes.1.type', code: 'unknown_node_type', message: 'There is no node type "sum".' },
      ],
    },
  })
