import { z } from 'zod'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { defineNodeType } from '../node-type.ts'
import { expression } from './fields.ts'

export const transformType = defineNodeType({
  type: 'transform',
  kind: 'task',
  title: 'Transform',
  description: 'Makes a new value with a JSONata expression; `null` when the expression finds nothing.',
  effects: false,
  ports: ['out'],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('{"total": $sum(input.items.price)}').describe(
      'JSONata. `input` is the node’s input, `nodes.<id>` an output upstream, `params` the execution’s input.',
    ),
  }),
  example: {
    parameters: { expression: '{"total": $sum(input.items.price)}' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: { total: 7 },
  },
  run: (parameters, context) =>
    mapMaybePromise(context.evaluate(parameters.expression), (value) => ({ output: value ?? null })),
})
