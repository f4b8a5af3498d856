import { z } from '@hono/zod-openapi'
import { ScriptNode } from '../scripts/graph/schema.ts'

const Input = z
  .unknown()
  .optional()
  .openapi({
    description: 'Any JSON value, which expressions see as `input` and as `params`.',
    example: { items: [{ price: 40 }, { price: 2 }] },
  })

const Parameters = ScriptNode.shape.parameters.openapi({
  description: 'Parameters of the node type. Any of them may be or contain a `{{ JSONata }}` template.',
  example: { expression: '$sum(input.items.price)' },
})

const strict = z
  .boolean()
  .default(false)
  .openapi({
    description:
      'Whether an expression that finds nothing is a failure, `MISSING_VALUE`. Otherwise it is null or an empty ' +
      'string, and the result has a warning.',
    example: false,
  })

const execution = {
  retry: ScriptNode.shape.retry,
  timeout_ms: ScriptNode.shape.timeout_ms,
}

const MAX_KNOWN_NODES = 1000

export const ActionRequest = z
  .strictObject({
    action_type: ScriptNode.shape.type.openapi({
      description: 'Type of the node, as listed in the node catalogue.',
      example: 'transform',
    }),
    parameters: Parameters,
    input: Input,
    strict,
    ...execution,
    params: z
      .unknown()
      .optional()
      .openapi({
        description: 'What expressions see as `params`, where that is not `input`.',
        example: { currency: 'EUR' },
      }),
    nodes: z
      .record(ScriptNode.shape.id, z.unknown())
      .refine((nodes) => Object.keys(nodes).length <= MAX_KNOWN_NODES, {
        params: { problem: 'too_big', values: { maximum: MAX_KNOWN_NODES } },
      })
      .optional()
      .openapi({
        description:
          'Outputs of other nodes by their ids, which expressions see as `nodes.<id>`; at most 1,000. None of them runs.',
        example: { read: { rows: [] } },
      }),
  })
  .openapi('ActionRequest', {
    description: 'An action to run.',
    example: {
      action_type: 'transform',
      parameters: { expression: '$sum(input.items.price)' },
      input: { items: [{ price: 40 }, { price: 2 }] },
    },
  })
export type ActionRequest = z.output<typeof ActionRequest>

export const AdHocNode = z
  .strictObject({
    id: ScriptNode.shape.id.optional().openapi({
      description: 'Id of the node in the results; by default `node_1`, `node_2`, …',
      example: 'sum',
    }),
    type: ScriptNode.shape.type,
    parameters: Parameters,
    ...execution,
  })
  .openapi('AdHocNode', {
    description: 'A node to run without a script.',
    example: { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
  })
export type AdHocNode = z.output<typeof AdHocNode>

export const NodesRequest = z
  .strictObject({
    nodes: z
      .array(AdHocNode)
      .min(1)
      .max(1000)
      .refine((nodes) => new Set(nodes.map(nodeId)).size === nodes.length, {
        error: 'The ids must be unique',
        params: { problem: 'repeated_value' },
      })
      .openapi({ description: 'The nodes. All get the same input.' }),
    input: Input,
    strict,
    concurrency: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .openapi({ description: 'Maximum number of nodes that run at once.', example: 8 }),
  })
  .openapi('NodesRequest', {
    description: 'Nodes to run in parallel.',
    example: {
      nodes: [
        { id: 'sum', type: 'transform', parameters: { expression: '$sum(input.items.price)' } },
        { id: 'count', type: 'transform', parameters: { expression: '$count(input.items)' } },
      ],
      input: { items: [{ price: 40 }, { price: 2 }] },
    },
  })
export type NodesRequest = z.output<typeof NodesRequest>

/** The given id of a node, or one derived from its position. */
export const nodeId = ({ id }: Pick<AdHocNode, 'id'>, index: number): string => id ?? `node_${index + 1}`
