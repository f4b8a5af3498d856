import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

export const startType = defineNodeType({
  type: 'start',
  kind: 'task',
  title: 'Start',
  description: 'Marks where a script starts and passes on the input of the execution. Optional.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({}),
  example: { parameters: {}, input: { name: 'Ada' }, output: { name: 'Ada' } },
  run: (_, { scope }) => ({ output: scope.input }),
})
