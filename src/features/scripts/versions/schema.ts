import { z } from '@hono/zod-openapi'
import { integerText } from '../../../http/request/integer-text.ts'
import { pageQuery } from '../../../http/request/page-query.ts'
import { exampleGraph, graphFields, ScriptNode, ScriptParams } from '../graph/schema.ts'
import { exampleSettings, settings } from '../settings-schema.ts'

const version = z.int().positive()

const head = {
  version: version.openapi({ description: 'Number of the version.', example: 2 }),
  node_count: z.int().min(0).openapi({ description: 'Number of nodes.', example: 3 }),
  saved_at: z.iso
    .datetime()
    .openapi({ description: 'When it was saved.', example: '2026-11-23T18:00:00.000Z' }),
  saved_by: z.string().nullable().openapi({
    description:
      'Id of the API key that saved it; null if no key was used, or if the server did not record versions yet.',
    example: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  }),
  note: z.string().nullable().openapi({
    description: 'Reason for the change, as given in the request.',
    example: 'Retry the payment',
  }),
}

const exampleHead = {
  version: 2,
  node_count: 3,
  saved_at: '2026-11-23T18:00:00.000Z',
  saved_by: 'key_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  note: 'Retry the payment',
}

export const VersionSummary = z
  .object({
    ...head,
    name: z.string().openapi({ description: 'Script name in this version.', example: 'Order totals' }),
  })
  .openapi('ScriptVersionSummary', {
    description: 'A saved version of a script, without its content.',
    example: { ...exampleHead, name: 'Order totals' },
  })
export type VersionSummary = z.output<typeof VersionSummary>

const VersionContent = z.object({ ...settings, ...graphFields }).openapi('ScriptVersionContent', {
  description: 'The saved settings and graph, a valid body for PUT of the script.',
  example: { ...exampleSettings, ...exampleGraph },
})

export const ScriptVersion = z.object({ ...head, script: VersionContent }).openapi('ScriptVersion', {
  description: 'A saved version of a script.',
  example: { ...exampleHead, script: { ...exampleSettings, ...exampleGraph } },
})

const FieldChange = z
  .object({
    field: z.string().openapi({
      description: 'Name of the field. Each parameter of a node is a separate field.',
      example: 'parameters.expression',
    }),
    before: z
      .unknown()
      .optional()
      .openapi({ description: 'Its value in `from`; absent if it has none there.', example: '1' }),
    after: z
      .unknown()
      .optional()
      .openapi({ description: 'Its value in `to`; absent if it has none there.', example: '2' }),
  })
  .openapi('FieldChange', { description: 'A field that differs.' })

const Edge = z
  .object({
    source: z.string().openapi({ description: 'Id of the source node.', example: 'start' }),
    target: z.string().openapi({ description: 'Id of the target node.', example: 'sum' }),
    output: z.string().openapi({ description: 'The output port of the source node.', example: 'out' }),
  })
  .openapi('ConnectionPlace', { description: 'A connection with both of its nodes.' })

const nodes = z
  .object({
    added: z.array(ScriptNode).openapi({ description: 'Nodes that are only in `to`.' }),
    removed: z.array(ScriptNode).openapi({ description: 'Nodes that are only in `from`.' }),
    changed: z
      .array(
        z.object({
          id: z.string().openapi({ description: 'Id of the node.', example: 'sum' }),
          fields: z.array(FieldChange).openapi({ description: 'What differs.' }),
        }),
      )
      .openapi({ description: 'Nodes that are in both and differ, in the order of `to`.' }),
  })
  .openapi('NodeChanges', { description: 'How the nodes differ, by their ids.' })

const connections = z
  .object({
    added: z.array(Edge).openapi({ description: 'Connections that are only in `to`.' }),
    removed: z.array(Edge).openapi({ description: 'Connections that are only in `from`.' }),
  })
  .openapi('ConnectionChanges', { description: 'How the connections differ.' })

export const VersionComparison = z
  .object({
    from: version.openapi({ description: 'The version before.', example: 1 }),
    to: version.openapi({ description: 'The version after.', example: 2 }),
    settings: z.array(FieldChange).openapi({ description: 'Script settings that differ.' }),
    nodes,
    connections,
  })
  .openapi('ScriptVersionComparison', {
    description: 'What differs between two versions.',
    example: {
      from: 1,
      to: 2,
      settings: [{ field: 'name', before: 'Orders', after: 'Order totals' }],
      nodes: {
        added: [],
        removed: [],
        changed: [{ id: 'sum', fields: [{ field: 'parameters.expression', before: '1', after: '2' }] }],
      },
      connections: { added: [{ source: 'start', target: 'sum', output: 'out' }], removed: [] },
    },
  })

export const VersionQuery = pageQuery(z.tuple([version]))

export const VersionParams = ScriptParams.extend({
  version: integerText({ minimum: 1 }).openapi({
    param: { name: 'version', in: 'path' },
    type: 'integer',
    description: 'Number of the version.',
    example: 1,
  }),
})

export const ComparisonQuery = z.object({
  to: integerText({ minimum: 1 }).optional().openapi({
    type: 'integer',
    description: 'The version to compare with; the current one by default.',
    example: 2,
  }),
})
