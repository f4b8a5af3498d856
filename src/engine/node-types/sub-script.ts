import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

export const subScriptType = defineNodeType({
  type: 'sub_script',
  kind: 'call',
  title: 'Run a script',
  description: 'Runs another script as part of this execution and passes its output on.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({
    script_id: z
      .int()
      .positive()
      .describe('The id of the script to run.')
      .meta({ examples: [7] }),
    input: z
      .unknown()
      .optional()
      .describe('The input of that script, any JSON value. Default: the input of the node.')
      .meta({ examples: [{ order: '{{ input.order }}' }] }),
  }),
  example: { parameters: { script_id: 1, input: { order: '{{ input.order }}' } }, input: { order: 42 } },
  call: ({ script_id, input }, { scope }) => ({
    scriptId: script_id,
    input: input === undefined ? scope.input : input,
  }),
})
