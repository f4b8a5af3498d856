import { z } from 'zod'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import { concurrency, expression } from './fields.ts'

const MAX_ITEMS = 100_000

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
      .union([expression('input.orders'), z.array(z.unknown()).max(MAX_ITEMS)])
      .describe(
        'JSONata that results in an array (`null` or nothing means no items), or an array, which may contain `{{ }}`. JSONata unwraps a single match; `[]` keeps the array, as in `input.orders[open][]`.',
      )
      .meta({ examples: ['input.orders', ['a', 'b', '{{ input.last }}']] }),
    concurrency,
  }),
  example: { parameters: { items: 'input.orders' }, input: { orders: [{ id: 1 }, { id: 2 }] } },
  async iterate(parameters, { evaluate }) {
    const { items, concurrency } = parameters
    const value = typeof items === 'string' ? await evaluate(items, 'items') : items
    return { items: checkItems(value ?? []), concurrency }
  },
})

const checkItems = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) {
    const message =
      'items must be an array; JSONata unwraps a single match unless `[]` follows the expression'
    throw new NodeError('ITEMS_NOT_ARRAY', message, { retryable: false })
  }
  if (value.length > MAX_ITEMS) {
    const message = `there are ${value.length} items; at most ${MAX_ITEMS} are allowed`
    throw new NodeError('TOO_MANY_ITEMS', message, { retryable: false })
  }
  return value
}
