import { z } from 'zod'
import { isPlainText, notPlainText } from '../../domain/plain-text.ts'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { toText } from '../expressions/template.ts'
import { defineNodeType } from '../node-type.ts'
import { expression } from './fields.ts'

const OTHERWISE = 'default'
const RESERVED = [OTHERWISE, 'error']

export const switchType = defineNodeType({
  type: 'switch',
  kind: 'task',
  title: 'Switch',
  description:
    'Hands its input on, unchanged, by the port named like the expression’s value, or by `default` when no case has that name.',
  effects: false,
  ports: ({ cases }) => [...new Set([...(Array.isArray(cases) ? cases.filter(isText) : []), OTHERWISE])],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('input.status').describe(
      'JSONata. Its value is compared with the cases as text: 200 as "200", true as "true".',
    ),
    cases: z
      .array(
        z
          .string()
          .min(1)
          .max(100)
          .refine(isPlainText, notPlainText)
          .refine((name) => !RESERVED.includes(name), {
            error: 'Must not be "default" or "error"',
            params: { problem: 'reserved_name', values: { names: RESERVED.join(', ') } },
          }),
      )
      .min(1)
      .max(100)
      .refine((names) => new Set(names).size === names.length, {
        error: 'Must not repeat a case',
        params: { problem: 'repeated_value' },
      })
      .describe('The names of the ports besides `default`.')
      .meta({ uniqueItems: true, examples: [['paid', 'open']] }),
  }),
  example: {
    parameters: { expression: 'input.status', cases: ['paid', 'open'] },
    input: { status: 'open' },
    output: { status: 'open' },
  },
  run: (parameters, { scope, evaluate }) =>
    mapMaybePromise(evaluate(parameters.expression), (value) => {
      const name = toText(value)
      return { output: scope.input, port: parameters.cases.includes(name) ? name : OTHERWISE }
    }),
})

const isText = (value: unknown): value is string => typeof value === 'string'
