import { z } from 'zod'
import { keyedObject } from '../../domain/keyed-object.ts'
import { defineNodeType } from '../node-type.ts'

const MAX_COUNTERS = 100

export const statsType = defineNodeType({
  type: 'stats',
  kind: 'task',
  title: 'Count',
  description: 'Adds to counters on the dashboard, all in one transaction.',
  effects: true,
  ports: ['out'],
  parameters: z.strictObject({
    deltas: keyedObject({ value: z.int(), min: 1, max: MAX_COUNTERS })
      .describe('The amount to add to each counter, which may be negative.')
      .meta({ examples: [{ orders: 1, revenue: 250 }] }),
  }),
  example: {
    parameters: { deltas: { orders: '{{ $count(input.orders) }}' } },
    input: { orders: [{}, {}] },
    output: { deltas: { orders: 2 } },
  },
  async run({ deltas }, { services }) {
    await services.stats.increment(deltas)
    return { output: { deltas } }
  },
})
