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
    'Passes its input on unchanged through port `true` or `false`. These count as `false`: `null`, 0, empty strings, empty objects, arrays without a true item, and an expression that finds nothing.',
  effects: false,
  isChoice: true,
  ports: ['true', 'false'],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('input.total > 100').describe('JSONata. Its result decides the port.'),
  }),
  example: {
    parameters: { expression: 'input.total > 100' },
    input: { total: 120 },
    output: { total: 120 },
  },
  run: (parameters, { scope, evaluate }) =>
    mapMaybePromise(evaluate(parameters.expression, 'expression'), (value) => ({
      output: scope.input,
      port: String(isTruthy(value)),
    })),
})
