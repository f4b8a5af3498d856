import { z } from '@hono/zod-openapi'
import { maxCharacters } from '../../../domain/plain-text.ts'
import { NODE_STATUSES } from '../../../engine/records.ts'
import { pageQuery } from '../../../http/request/page-query.ts'
import { ExecutionParams } from '../request/schema.ts'
import { NodeResult } from '../schema.ts'
import { TableRow } from './row-schema.ts'

const { output, logs, warnings, earlier_errors, ...head } = NodeResult.shape

const example = {
  node_id: 'sum',
  type: 'transform',
  status: 'completed' as const,
  port: 'out',
  attempts: 1,
  started_at: '2026-11-23T18:00:00.000Z',
  finished_at: '2026-11-23T18:00:00.001Z',
  duration_ms: 1,
}

export const NodeSummary = z
  .object({
    ...head,
    output_bytes: z
      .int()
      .min(0)
      .nullable()
      .openapi({ description: 'Length of the output as JSON; null if there is none.', example: 2 }),
  })
  .openapi('NodeSummary', {
    description: 'Result of a node without its output, log, warnings and earlier errors.',
    example: { ...example, output_bytes: 2 },
  })
export type NodeSummary = z.output<typeof NodeSummary>

export const NodeDetail = z
  .object({
    input: z
      .unknown()
      .optional()
      .openapi({
        description:
          'Input of the node: the output of the node before it, an object of outputs by node id if there are ' +
          'several, or else the input of the execution. Absent where it is not stored: for the nodes of a called ' +
          'script, for the first nodes of each round of `repeat`, and for the first nodes of an item of ' +
          '`for_each` once the whole loop has completed.',
        example: { items: [{ price: 42 }] },
      }),
    table_rows: z
      .array(TableRow)
      .optional()
      .openapi({
        description: 'The first rows of the table, if the output is one; at most 100.',
        example: [{ region: 'north', total: 7 }],
      }),
    ...NodeResult.shape,
  })
  .openapi('NodeDetail', {
    description: 'Result of a node with its input.',
    example: { input: { items: [{ price: 42 }] }, ...example, output: 42 },
  })
export type NodeDetail = z.output<typeof NodeDetail>

const path = z.string().check(maxCharacters(2000))

export const NodesQuery = pageQuery(z.tuple([z.int().min(0)])).extend({
  status: z
    .enum(NODE_STATUSES)
    .optional()
    .openapi({ description: 'Only nodes with this status.', example: 'failed' }),
  node_id: z
    .string()
    .check(maxCharacters(100))
    .optional()
    .openapi({ description: 'Only this node, wherever it ran.', example: 'charge' }),
  path: path.optional().openapi({
    description:
      'Only nodes that ran at this path, such as in item 3 of the loop `orders`; empty for the graph itself.',
    example: 'orders[3]',
  }),
})
export type NodesQuery = z.output<typeof NodesQuery>

export const NodeResultParams = ExecutionParams.extend({
  node_id: z
    .string()
    .min(1)
    .check(maxCharacters(100))
    .openapi({ param: { name: 'node_id', in: 'path' }, example: 'sum', description: 'Id of the node.' }),
})

export const NodePlace = z.object({
  path: path.default('').openapi({
    type: 'string',
    default: '',
    description: 'Where the node ran, unless in the graph itself: the `path` of its result.',
    example: 'orders[3]',
  }),
})
