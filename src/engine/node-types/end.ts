import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

export const endType = defineNodeType({
  type: 'end',
  kind: 'task',
  title: 'End',
  description: 'Sets the output of the whole execution.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({
    output: z
      .unknown()
      .optional()
      .describe('The output, any JSON value. Default: the input of the node.')
      .meta({ examples: [{ total: '{{ input.total }}' }] }),
  }),
  example: {
    parameters: { output: { total: '{{ input.net * 1.25 }}' } },
    input: { net: 80 },
    output: { total: 100 },
  },
  run: ({ output }, { scope }) => ({ output: output === undefined ? scope.input : output }),
})
