import { z } from 'zod'
import { maxCharacters } from '../../domain/plain-text.ts'
import { defineNodeType } from '../node-type.ts'

export const codeType = defineNodeType({
  type: 'code',
  kind: 'task',
  title: 'Code',
  description:
    'Runs JavaScript in a sandbox without files, network or timers, with limits on memory, time and output size. ' +
    'The returned value is converted to JSON: a BigInt to its decimal text, a date to ISO text, `undefined` to `null`.',
  effects: false,
  ports: ['out'],
  verbatim: ['code'],
  language: 'javascript',
  parameters: z.strictObject({
    code: z
      .string()
      .min(1)
      .check(maxCharacters(100_000))
      .describe(
        'The body of an async function. `input` is the input of the node, `nodes.<id>` the output of an earlier node, ' +
          '`params` the input of the execution. The returned value is the output.',
      )
      .meta({ examples: ['return input.items.filter((item) => item.price > 3)'] }),
  }),
  example: {
    parameters: { code: 'return input.items.filter((item) => item.price > 3)' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: [{ price: 4 }],
  },
  run: async ({ code }, { scope, services, signal, share }) => {
    const { input, nodes, params } = scope
    return { output: await services.sandbox.run({ code, input, nodes, params }, signal, share) }
  },
})
