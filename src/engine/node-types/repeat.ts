import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'
import { concurrency } from './fields.ts'

export const repeatType = defineNodeType({
  type: 'repeat',
  kind: 'loop',
  title: 'Repeat',
  description:
    'Runs the nodes behind port `each` a number of times, with 0, 1, 2 … as their input. Then passes the list of their outputs on through port `done`.',
  effects: false,
  ports: ['each', 'done'],
  parameters: z.strictObject({
    times: z
      .int()
      .min(0)
      .max(100_000)
      .describe('The number of iterations.')
      .meta({ examples: [3] }),
    concurrency,
  }),
  example: { parameters: { times: 3 } },
  iterate: ({ times, concurrency }) => ({
    items: Array.from({ length: times }, (_, index) => index),
    concurrency,
  }),
})
