import { z } from '@hono/zod-openapi'
import { maxCharacters } from '../../../domain/plain-text.ts'
import {
  bySource,
  Connection,
  GraphNode,
  MAX_GRAPH,
  NodeId,
  RetryPolicy,
  shapeOfList,
} from '../../../engine/graph/graph.ts'
import { integerText } from '../../../http/request/integer-text.ts'
import { ErrorDetail } from '../../../http/response/error-body.ts'

export const ScriptParams = z.object({
  script_id: integerText({ minimum: 1 }).openapi({
    param: { name: 'script_id', in: 'path' },
    type: 'integer',
    description: 'Id of the script.',
    example: 1,
  }),
})

export const NodeParams = ScriptParams.extend({
  node_id: z
    .string()
    .min(1)
    .check(maxCharacters(100))
    .openapi({ param: { name: 'node_id', in: 'path' }, example: 'sum', description: 'Id of the node.' }),
})

export const exampleGraph = {
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
  position: GraphNode.shape.position.unwrap().openapi('NodePosition').optional(),
  on_error: GraphNode.shape.on_error.unwrap().openapi('OnError').optional(),
  trigger_rule: GraphNode.shape.trigger_rule.unwrap().openapi('TriggerRule').optional(),
  retry: RetryPolicy.openapi('RetryPolicy').optional(),
}).openapi('Node', {
  description: 'A node of a script.',
  example: { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
})

const ScriptConnection = Connection.openapi('Connection', {
  description: 'A connection to a node.',
  example: { target: 'end', output: 'out' },
})

/** The fields of the engine's graph, with the schemas that the document names. */
export const graphFields = {
  nodes: z.array(ScriptNode).max(MAX_GRAPH.nodes).openapi({
    description: 'The nodes, in the order in which they were given.',
  }),
  connections: bySource(z.array(ScriptConnection, { error: shapeOfList })).openapi({
    description: 'The connections that leave each node, by the id of that node.',
    example: exampleGraph.connections,
  }),
}

export const ScriptGraph = z
  .strictObject(graphFields)
  .openapi('Graph', { description: 'Nodes and their connections.', example: exampleGraph })
export type ScriptGraph = z.output<typeof ScriptGraph>

export const GraphToCheck = ScriptGraph.partial().openapi('GraphToCheck', {
  description: 'A graph to validate. A missing field stands for the stored value.',
  example: exampleGraph,
})

export const NewGraph = z
  .strictObject({ nodes: graphFields.nodes, connections: graphFields.connections.default({}) })
  .openapi('NewGraph', {
    description: 'A graph that does not belong to a script yet.',
    example: exampleGraph,
  })

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

export const DeletedNode = z
  .object({ id: NodeId.openapi({ description: 'Id of the node.', example: 'sum' }) })
  .openapi('DeletedNode', { description: 'The node that was deleted.', example: { id: 'sum' } })

export const GraphCheck = z
  .object({
    valid: z.boolean().openapi({ description: 'Whether the graph could be saved.', example: false }),
    problems: z.array(ErrorDetail).openapi({ description: 'All problems of the graph.' }),
  })
  .openapi('GraphCheck', {
    description: 'Result of a validation.',
    example: {
      valid: false,
      problems: [
        { path: 'nodes.1.type', code: 'unknown_node_type', message: 'There is no node type "sum".' },
      ],
    },
  })
