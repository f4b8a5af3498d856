import { z } from 'zod'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { defineNodeType } from '../node-type.ts'
import { expression } from './fields.ts'
import { isTruthy } from './truthiness.ts'

export const conditionType = defineNodeType({
  type: 'condition',
  kind: 'task',
  title: 'Condition',
  description:
    'Hands its input on, unchanged, by port `true` or `false`. False are also null, 0, empty strings, empty objects, arrays in which nothing is true, and what the expression does not find.',
  effects: false,
  ports: ['true', 'false'],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('input.total > 100').describe('JSONata; its truth chooses the port.'),
  }),
  example: {
    parameters: { expression: 'input.total > 100' },
    input: { total: 120 },
    output: { total: 120 },
  },
  run: (parameters, { scope, evaluate }) =>
    mapMaybePromise(evaluate(parameters.expression), (value) => ({
      output: scope.input,
      port: String(isTruthy(value)),
    })),
})
