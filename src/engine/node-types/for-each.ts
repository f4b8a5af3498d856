import { z } from 'zod'
import { tableOf } from '../../domain/tables/table.ts'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import { concurrency, expression } from './fields.ts'

/** Reading more at once would hold the event loop for noticeably long. */
const MAX_BATCH = 1000

export const forEachType = defineNodeType({
  type: 'for_each',
  kind: 'loop',
  title: 'For each',
  description:
    'Runs the nodes behind port `each` once per item, with the item as their input and `loop.index` and `loop.item` in scope. Then passes the list of their outputs, in the order of the items, on through port `done`.',
  effects: false,
  ports: ['each', 'done'],
  verbatim: ['items'],
  parameters: z.strictObject({
    items: z
      .union([expression('input.orders'), z.array(z.unknown())])
      .describe(
        'JSONata that results in an array (`null` or nothing means no items) or a table, or an array, which may contain `{{ }}`. JSONata unwraps a single match; `[]` keeps the array, as in `input.orders[open][]`.',
      )
      .meta({ examples: ['input.orders', ['a', 'b', '{{ input.last }}']] }),
    concurrency,
    batch_size: z
      .int()
      .min(1)
      .max(MAX_BATCH)
      .optional()
      .describe(
        'How many rows of a table, or values of a list, make an item, which then is a list. Default: each is one.',
      )
      .meta({ examples: [500] }),
    as: z
      .enum(['array', 'table'])
      .default('array')
      .describe(
        'What the output is: `array` is the list of the outputs, `table` a table of them in a file, which may be larger than an output.',
      )
      .meta({ examples: ['table'] }),
  }),
  example: { parameters: { items: 'input.orders' }, input: { orders: [{ id: 1 }, { id: 2 }] } },
  async iterate(parameters, { evaluate }) {
    const { items, concurrency, batch_size: batchSize, as } = parameters
    const common = { concurrency, ...(as === 'table' && { asTable: true }) }
    const value = typeof items === 'string' ? await evaluate(items, 'items') : items
    const table = tableOf(value)
    if (!table) return { items: inBatches(checkItems(value ?? []), batchSize), ...common }
    return { table, ...common, ...(batchSize !== undefined && { batchSize }) }
  },
})

const checkItems = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  const kind = typeof value
  const advice = ADVICE[kind] ?? 'Write [ … ] around a single item.'
  const message = `items must be an array, not ${kind === 'object' ? 'an' : 'a'} ${kind}. ${advice}`
  throw new NodeError('ITEMS_NOT_ARRAY', message, { retryable: false })
}

const ADVICE: Readonly<Record<string, string>> = {
  object:
    'JSONata unwraps a single match unless `[]` follows the path, as in input.rows[open][]. ' +
    'For the fields of an object, use $each(input, function($value, $name) { … })[].',
  string: 'Split a text with $split(input, ","), or read it with $parseJson or $parseCsv.',
  number: 'For a number of runs, use a repeat node, or a range such as [1..input].',
}

const inBatches = (items: readonly unknown[], size: number | undefined): readonly unknown[] =>
  size === undefined
    ? items
    : Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
        items.slice(index * size, (index + 1) * size),
      )
