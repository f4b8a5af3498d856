import { z } from 'zod'
import { maxCharacters } from '../../domain/plain-text.ts'
import { defineNodeType } from '../node-type.ts'
import { VARIABLES } from '../scope.ts'

export const codeType = defineNodeType({
  type: 'code',
  kind: 'task',
  title: 'Code',
  description:
    'Runs JavaScript in a sandbox without files, network or packages, with limits on time, memory and output ' +
    'size. The returned value is converted to JSON: a BigInt to a decimal string, a date to an ISO string, a Map ' +
    'to an object, a Set to a list, an error to its name and message, `undefined` to `null`; a promise or a ' +
    'function is an error. The output of `console` is in the result of the node.',
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
          '`params` the input of the execution, `execution` its ids, `loop` the item and the index inside a loop, ' +
          '`$vars` the variables. The returned value is the output.',
      )
      .meta({ examples: ['return input.items.filter((item) => item.price > 3)'] }),
  }),
  example: {
    parameters: { code: 'return input.items.filter((item) => item.price > 3)' },
    input: { items: [{ price: 3 }, { price: 4 }] },
    output: [{ price: 4 }],
  },
  run: async ({ code }, { scope, services, signal, share, log }) => {
    const { input, nodes, params, execution, loop, [VARIABLES]: variables } = scope
    const own = { code, input, nodes, params, execution, ...(loop && { loop }) }
    const script = { ...own, [VARIABLES]: variables, onLogs: log }
    return { output: await services.sandbox.run(script, signal, share) }
  },
})
