import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

export const codeType = defineNodeType({
  type: 'code',
  kind: 'task',
  title: 'Code',
  description:
    'Runs JavaScript in a sandbox without files, network or timers, with caps on memory, time and output. ' +
    'What it returns becomes JSON: a BigInt its decimal text, a date ISO text, nothing at all `null`.',
  effects: false,
  ports: ['out'],
  verbatim: ['code'],
  language: 'javascript',
  parameters: z.strictObject({
    code: z
      .string()
      .min(1)
      .max(100_000)
      .describe(
        'The body of an async function. `input` is the node’s input, `nodes.<id>` an output upstream, ' +
          '`params` the execution’s input; its `return` is the output.',
      )
      .meta({ examples: ['return input.items.filter((item) => item.price > 3)'] }),
  }),
  example: {
    parameters: { code: 'return input.items.filter((item) => item.price > 3)' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: [{ price: 4 }],
  },
  run: async ({ code }, { scope, services, signal }) => {
    const { input, nodes, params } = scope
    return { output: await services.sandbox.run({ code, input, nodes, params }, signal) }
  },
})
