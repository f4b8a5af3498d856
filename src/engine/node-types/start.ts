import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'

export const startType = defineNodeType({
  type: 'start',
  kind: 'task',
  title: 'Start',
  description:
    'Marks where a script begins and hands on the input that the execution was given. Scripts work without one, too.',
  effects: false,
  ports: ['out'],
  parameters: z.strictObject({}),
  example: { parameters: {}, input: { name: 'Ada' }, output: { name: 'Ada' } },
  run: (_, { scope }) => ({ output: scope.input }),
})
