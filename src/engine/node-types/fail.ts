import { z } from 'zod'
import { NodeError } from '../errors.ts'
import { toText } from '../expressions/template.ts'
import { defineNodeType } from '../node-type.ts'
import { textual } from './fields.ts'

export const failType = defineNodeType({
  type: 'fail',
  kind: 'task',
  title: 'Fail',
  description: 'Fails with the given error, which is not retried.',
  effects: false,
  ports: [],
  parameters: z.strictObject({
    message: textual
      .describe('The error message. Values other than strings are written as JSON.')
      .meta({ examples: ['No stock for {{ input.sku }}'] }),
    code: z
      .string()
      .max(100)
      .regex(
        /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
        'Must be capital letters, digits and "_", such as OUT_OF_STOCK.',
      )
      .default('FAILED')
      .describe('The error code, for programs to recognise.')
      .meta({ examples: ['OUT_OF_STOCK'] }),
  }),
  example: {
    parameters: { message: 'No stock for {{ input.sku }}', code: 'OUT_OF_STOCK' },
    input: { sku: 'A-1' },
  },
  run({ message, code }) {
    throw new NodeError(code, toText(message), { retryable: false })
  },
})
