import { z } from '@hono/zod-openapi'
import { SCRIPT_ORDERS, type ScriptOrderName } from '../../domain/lists/orders.ts'
import { maxCharacters } from '../../domain/plain-text.ts'
import { deletion, deletions } from '../../http/request/lists/deletion.ts'
import { sortedQuery } from '../../http/request/lists/sorted-query.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'
import { exampleGraph, graphFields } from './graph/schema.ts'
import { ExecutionOrder, exampleSettings, newSettings, settings, Tags } from './settings-schema.ts'

const ScriptId = z.int().positive().openapi({ description: 'Id of the script.', example: 1 })

const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const readOnly = {
  id: ScriptId,
  version: z
    .int()
    .positive()
    .openapi({ description: 'Version of the script, increased by one with every change.', example: 1 }),
  node_count: z.int().min(0).openapi({ description: 'Number of nodes.', example: 3 }),
  created_at: isoTime('Creation time.'),
  updated_at: isoTime('Time of the last change.'),
}

const ignoredFields = {
  id: readOnlyField('integer'),
  version: readOnlyField('integer'),
  node_count: readOnlyField('integer'),
  created_at: readOnlyField('string'),
  updated_at: readOnlyField('string'),
}

const exampleSummary = {
  id: 1,
  ...exampleSettings,
  description: 'Adds up an order.',
  tags: ['orders'],
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

export const Script = z.object({ ...readOnly, ...settings, ...graphFields }).openapi('Script', {
  description: 'A script with its graph.',
  example: { ...exampleSummary, ...exampleGraph },
})
export type Script = z.output<typeof Script>

export const NewScript = z
  .strictObject({
    ...newSettings,
    nodes: graphFields.nodes.default([]),
    connections: graphFields.connections.default({}),
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
    ...graphFields,
  })
  .openapi('ScriptReplacement', {
    description:
      'The complete script. The graph is required, so that a body without it cannot delete the stored one.',
    example: exampleBody,
  })

export const ScriptPatch = z
  .strictObject(settings)
  .partial()
  .openapi('ScriptPatch', { description: 'The fields to change.', example: { active: false } })
export type ScriptPatch = z.output<typeof ScriptPatch>

export const ScriptPlace = z
  .strictObject({ id: ScriptId, execution_order: ExecutionOrder })
  .openapi('ScriptPlace', {
    description: 'The position of a script in `execute-all`.',
    example: { id: 1, execution_order: 0 },
  })

export type ScriptPlace = z.output<typeof ScriptPlace>

export const ScriptOrder = z
  .array(ScriptPlace)
  .min(1)
  .max(10_000)
  .superRefine((positions, context) => {
    const seen = new Set<number>()
    for (const [index, { id }] of positions.entries()) {
      if (seen.has(id)) {
        const params = { problem: 'duplicate_script', values: { id } }
        context.addIssue({ code: 'custom', path: [index, 'id'], params })
      }
      seen.add(id)
    }
  })
  .openapi('ScriptOrder', {
    description: 'New positions of scripts in `execute-all`.',
    example: [{ id: 1, execution_order: 0 }],
  })
export type ScriptOrder = z.output<typeof ScriptOrder>

export const OrderSaved = z
  .object({
    updated: z.int().openapi({ description: 'Number of scripts that were given a position.', example: 1 }),
  })
  .openapi('OrderSaved', { description: 'Result of setting the execution order.', example: { updated: 1 } })

const byTime = z.tuple([z.iso.datetime(), z.int()])
const byName = z.tuple([z.string()])
const byId = z.tuple([z.int()])

const SORT_KEYS = {
  '-updated_at': byTime,
  updated_at: byTime,
  name: byName,
  '-name': byName,
  created_at: byId,
  '-created_at': byId,
} satisfies Record<ScriptOrderName, z.ZodType>

const PartOfName = z.string().check(maxCharacters(100)).optional().openapi({
  description: 'Part of the name; case and Unicode composition are ignored.',
  example: 'order',
})

export const ScriptQuery = sortedQuery(
  { name: 'ScriptSort', keys: SORT_KEYS, usual: SCRIPT_ORDERS[0] },
  {
    q: PartOfName,
    active: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional()
      .openapi({ type: 'boolean', description: 'Whether to list only active or only inactive scripts.' }),
    tag: z
      .preprocess((value) => (typeof value === 'string' ? [value] : value), Tags)
      .optional()
      .openapi({ description: 'Only scripts with all of these tags; repeat the parameter for several.' }),
  },
)
export type ScriptQuery = z.output<typeof ScriptQuery>

/** How many scripts one request may delete. */
const MAX_DELETED = 200

export const ScriptDeletion = deletion({
  name: 'ScriptFilter',
  things: 'scripts',
  id: ScriptId,
  filter: {
    q: PartOfName,
    active: z
      .boolean()
      .optional()
      .openapi({ description: 'Whether to delete only active or only inactive scripts.', example: false }),
    tag: Tags.min(1)
      .optional()
      .openapi({ description: 'Only scripts with all of these tags.', example: ['old'] }),
  },
  most: MAX_DELETED,
}).openapi('ScriptDeletion', {
  description: 'Which scripts to delete.',
  example: { ids: [1, 2], limit: 200 },
})
export type ScriptDeletion = z.output<typeof ScriptDeletion>

export const DELETION_ERRORS = ['SCRIPT_NOT_FOUND', 'SCRIPT_REFERENCED'] as const

export const ScriptDeletions = deletions(ScriptId, DELETION_ERRORS).openapi('ScriptDeletions', {
  description: 'Outcome of deleting several scripts.',
  example: { deleted: 1, more: false, results: [{ id: 1, deleted: true, error_code: null }] },
})
export type ScriptDeletions = z.output<typeof ScriptDeletions>

export const DeletedScript = z
  .object({ id: ScriptId })
  .openapi('DeletedScript', { description: 'The script that was deleted.', example: { id: 1 } })
