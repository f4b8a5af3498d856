import { z } from 'zod'
import { type MaybePromise, mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { defineNodeType, type NodeContext } from '../node-type.ts'
import { expression } from './fields.ts'
import { toTable } from './tables.ts'

export const transformType = defineNodeType({
  type: 'transform',
  kind: 'task',
  title: 'Transform',
  description: 'Computes a new value with a JSONata expression; `null` if the expression finds nothing.',
  effects: false,
  ports: ['out'],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('{"total": $sum(input.items.price)}').describe(
      'JSONata. `input` is the input of the node, `nodes.<id>` the output of an earlier node, `params` the input of the execution.',
    ),
    as: z
      .enum(['value', 'table'])
      .optional()
      .describe(
        'What the output is: `value` (default) is what the expression results in, `table` a table of the items of a list in a file, which may be larger than an output.',
      )
      .meta({ examples: ['table'] }),
  }),
  example: {
    parameters: { expression: '{"total": $sum(input.items.price)}' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: { total: 7 },
  },
  run({ expression, as }, context) {
    const found = context.evaluate(expression, 'expression')
    if (as === 'table') return tableFrom(found, context)
    return mapMaybePromise(found, (value) => ({ output: value ?? null }))
  },
})

const tableFrom = async (found: MaybePromise<unknown>, context: NodeContext) => ({
  output: await toTable('The result of `expression`', (await found) ?? [], context),
})
