import { z } from '@hono/zod-openapi'
import { maxCharacters } from '../../domain/plain-text.ts'
import { LOCALES } from '../../http/messages/text.ts'

export const Locale = z.enum(LOCALES)
export type Locale = z.output<typeof Locale>

const limit = (description: string, example: number) => z.int().min(0).openapi({ description, example })

const Limits = z
  .object({
    execute_wait_ms: limit(
      'Time that a request waits for its execution before it is answered 202, in milliseconds.',
      10_000,
    ),
    execution_concurrency: limit('Nodes that run at once in an execution.', 8),
    node_concurrency: limit('Nodes that run at once in all executions together.', 64),
    executions: limit('Executions that run at once; further ones wait.', 256),
    execution_steps: limit('Maximum number of node runs in an execution.', 100_000),
    execution_timeout_ms: limit('Time limit of an execution in milliseconds; 0 for none.', 0),
    body_bytes: limit('Largest request body in bytes.', 10_485_760),
    file_bytes: limit('Largest file that a script can read or write, in bytes.', 104_857_600),
    code_timeout_ms: limit('Time limit of a code node in milliseconds.', 1000),
    code_memory_bytes: limit('Memory limit of a code node in bytes.', 16_777_216),
    http_timeout_ms: limit('Time limit of an outgoing request in milliseconds.', 30_000),
    http_response_bytes: limit('Largest answer to an outgoing request in bytes.', 10_485_760),
  })
  .openapi('Limits', { description: 'Configured limits of the server.' })

export const PublicSettings = z
  .object({
    version: z.string().openapi({ description: 'Version of the server.', example: '0.1.0' }),
    environment: z
      .enum(['prd', 'dev'])
      .openapi('Environment', { description: 'Environment of the server.', example: 'prd' }),
    locales: z.array(Locale).openapi({ description: 'Languages of the messages.', example: ['en', 'ko'] }),
    node_types: z.int().min(0).openapi({ description: 'Number of node types.', example: 17 }),
    limits: Limits,
  })
  .openapi('PublicSettings', { description: 'Public settings of the server.' })
export type PublicSettings = z.output<typeof PublicSettings>

const jsonObject = z.record(z.string(), z.unknown())

const exampleAction = {
  parameters: { expression: '$sum(input.items.price)' },
  input: { items: [{ price: 42 }] },
  output: 42,
}

const exampleParameters = {
  type: 'object',
  properties: { expression: { type: 'string', minLength: 1, contentMediaType: 'application/jsonata' } },
  required: ['expression'],
  additionalProperties: false,
}

export const NodeTypeEntry = z
  .object({
    type: z.string().openapi({ description: 'Value of the field `type` of a node.', example: 'transform' }),
    title: z.string().openapi({ description: 'Title of the node type.', example: 'Transform' }),
    description: z.string().openapi({
      description: 'Description of the node type.',
      example: 'Returns the value of a JSONata expression.',
    }),
    effects: z.boolean().openapi({
      description: 'Whether nodes of this type read or change anything outside the execution.',
      example: false,
    }),
    ports: z
      .array(z.string())
      .openapi({ description: 'Output ports of every node of this type.', example: ['out', 'error'] }),
    dynamic_ports: z
      .boolean()
      .openapi({ description: 'Whether the parameters of a node define further ports.', example: false }),
    parameters: jsonObject.openapi({
      description:
        'JSON Schema (2020-12) of the parameters after their `{{ }}` templates were evaluated. A string that is ' +
        'itself an expression or code has a `contentMediaType`: `application/jsonata`, `text/javascript` or ' +
        '`application/sql`.',
      example: exampleParameters,
    }),
    example: z
      .object({
        parameters: jsonObject.openapi({
          description: 'The parameters.',
          example: exampleAction.parameters,
        }),
        input: z.unknown().optional().openapi({ description: 'Input of the node.' }),
        output: z
          .unknown()
          .optional()
          .openapi({ description: 'Output of the node, if it is always the same.' }),
      })
      .openapi({ description: 'An action that can be run as it stands.', example: exampleAction }),
  })
  // No example of the whole: linters take one with the fields `type` and `example` for a schema.
  .openapi('NodeType', { description: 'A node type.' })
export type NodeTypeEntry = z.output<typeof NodeTypeEntry>

export const FunctionEntry = z
  .object({
    name: z.string().openapi({ description: 'Name of the function, with `$`.', example: '$chunk' }),
    call: z.string().openapi({
      description: 'Its signature. Optional arguments end with `?`.',
      example: '$chunk(list, size)',
    }),
    description: z.string().openapi({
      description: 'What it returns.',
      example: 'The list split into lists of `size` items; the last one may be shorter.',
    }),
    standard: z.boolean().openapi({
      description: 'Whether it is part of JSONata itself.',
      example: false,
    }),
    examples: z
      .array(
        z.object({
          expression: z
            .string()
            .openapi({ description: 'An expression that calls it.', example: '$chunk([1, 2, 3], 2)' }),
          value: z
            .unknown()
            .optional()
            .openapi({
              description: 'Value of the expression, if it is always the same.',
              example: [[1, 2], [3]],
            }),
        }),
      )
      .openapi({
        description: 'Expressions that can be evaluated as they stand.',
        example: [{ expression: '$chunk([1, 2, 3], 2)', value: [[1, 2], [3]] }],
      }),
  })
  .openapi('ExpressionFunction', { description: 'A function that expressions can call.' })
export type FunctionEntry = z.output<typeof FunctionEntry>

export const NodeTypeParams = z.object({
  type: z
    .string()
    .min(1)
    .check(maxCharacters(100))
    .openapi({
      param: { name: 'type', in: 'path' },
      description: 'Name of the node type.',
      example: 'transform',
    }),
})
