import { z } from 'zod'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { defineNodeType } from '../node-type.ts'
import { expression } from './fields.ts'

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
  }),
  example: {
    parameters: { expression: '{"total": $sum(input.items.price)}' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: { total: 7 },
  },
  run: (parameters, context) =>
    mapMaybePromise(context.evaluate(parameters.expression, 'expression'), (value) => ({
      output: value ?? null,
    })),
})
