import { z } from 'zod'
import { isPlainText, maxCharacters, notPlainText } from '../../domain/plain-text.ts'
import { mapMaybePromise } from '../../lib/async/maybe-promise.ts'
import { toText } from '../expressions/template.ts'
import { defineNodeType } from '../node-type.ts'
import { expression } from './fields.ts'

const DEFAULT_PORT = 'default'
const RESERVED = [DEFAULT_PORT, 'error']

export const switchType = defineNodeType({
  type: 'switch',
  kind: 'task',
  title: 'Switch',
  description:
    'Passes its input on unchanged through the port named by the expression, or through `default` if no case matches.',
  effects: false,
  isChoice: true,
  ports: ({ cases }) => [...new Set([...(Array.isArray(cases) ? cases.filter(isText) : []), DEFAULT_PORT])],
  verbatim: ['expression'],
  parameters: z.strictObject({
    expression: expression('input.status').describe(
      'JSONata. Its result is compared with the cases as text: 200 as "200", true as "true".',
    ),
    cases: z
      .array(
        z
          .string()
          .min(1)
          .check(maxCharacters(100))
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
      .describe('The names of the ports in addition to `default`.')
      .meta({ uniqueItems: true, examples: [['paid', 'open']] }),
  }),
  example: {
    parameters: { expression: 'input.status', cases: ['paid', 'open'] },
    input: { status: 'open' },
    output: { status: 'open' },
  },
  run: (parameters, { scope, evaluate }) =>
    mapMaybePromise(evaluate(parameters.expression, 'expression'), (value) => {
      const name = toText(value)
      return { output: scope.input, port: parameters.cases.includes(name) ? name : DEFAULT_PORT }
    }),
})

const isText = (value: unknown): value is string => typeof value === 'string'
