import { z } from '@hono/zod-openapi'
import { LOCALES } from '../../http/messages/text.ts'

export const Locale = z.enum(LOCALES)

const limit = (description: string, example: number) => z.int().min(0).openapi({ description, example })

const Limits = z
  .object({
    execute_wait_ms: limit('How long a call waits for its execution before it is answered 202.', 10_000),
    execution_concurrency: limit('Nodes that run at once in one execution.', 8),
    node_concurrency: limit('Nodes that run at once over all executions.', 64),
    executions: limit('Executions that run at once; more wait.', 256),
    execution_steps: limit('Node runs in one execution.', 100_000),
    execution_timeout_ms: limit('Longest time of one execution; 0 for no limit.', 0),
    body_bytes: limit('Largest request body.', 10_485_760),
    file_bytes: limit('Largest file that a script can read or write.', 104_857_600),
    code_timeout_ms: limit('Longest time of one code node.', 1000),
    code_memory_bytes: limit('Most memory of one code node.', 16_777_216),
    http_timeout_ms: limit('Longest time of one outgoing request.', 30_000),
    http_response_bytes: limit('Largest answer to an outgoing request.', 10_485_760),
  })
  .openapi({ description: 'What the server is configured to allow.' })

export const PublicSettings = z
  .object({
    version: z.string().openapi({ description: 'Version of the server.', example: '0.1.0' }),
    environment: z.enum(['prd', 'dev']).openapi({ description: 'How the server runs.', example: 'prd' }),
    locales: z.array(Locale).openapi({ description: 'Languages of messages.', example: ['en', 'ko'] }),
    node_types: z.int().min(0).openapi({ description: 'How many node types there are.', example: 17 }),
    limits: Limits,
  })
  .openapi('PublicSettings', { description: 'What a client may want to know of the server; nothing secret.' })
export type PublicSettings = z.output<typeof PublicSettings>

const jsonObject = z.record(z.string(), z.unknown())

const exampleAction = {
  parameters: { expression: '$sum(input.items.price)' },
  input: { items: [{ price: 42 }] },
  output: 42,
}

const exampleParameters = {
  type: 'object',
  properties: { expression: { type: 'string', minLength: 1 } },
  required: ['expression'],
  additionalProperties: false,
}

export const NodeTypeEntry = z
  .object({
    type: z.string().openapi({ description: 'What a node names as its `type`.', example: 'transform' }),
    title: z.string().openapi({ description: 'What people call it.', example: 'Transform' }),
    description: z.string().openapi({
      description: 'What a node of this type does.',
      example: 'Hands on the value of a JSONata expression.',
    }),
    effects: z.boolean().openapi({ description: 'Whether it reads or changes the outside.', example: false }),
    ports: z
      .array(z.string())
      .openapi({ description: 'Output ports that every node of this type has.', example: ['out', 'error'] }),
    dynamic_ports: z
      .boolean()
      .openapi({ description: 'Whether the parameters of a node add ports to these.', example: false }),
    parameters: jsonObject.openapi({
      description: 'JSON Schema (2020-12) of the parameters once their `{{ }}` templates are filled in.',
      example: exampleParameters,
    }),
    example: z
      .object({
        parameters: jsonObject.openapi({
          description: 'The parameters.',
          example: exampleAction.parameters,
        }),
        input: z.unknown().optional().openapi({ description: 'What the node is given.' }),
        output: z
          .unknown()
          .optional()
          .openapi({ description: 'What it puts out, where that is always the same.' }),
      })
      .openapi({ description: 'An action that works as it stands.', example: exampleAction }),
  })
  // Linters take an example with the fields `type` and `example` for a schema, so only its fields have one.
  .openapi('NodeType', { description: 'A type of node.' })
export type NodeTypeEntry = z.output<typeof NodeTypeEntry>

export const NodeTypeParams = z.object({
  type: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'type', in: 'path' }, description: 'Name of the type.', example: 'transform' }),
})
