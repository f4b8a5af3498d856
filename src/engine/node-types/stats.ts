import { z } from 'zod'
import { keyedObject } from '../../domain/keyed-object.ts'
import { defineNodeType } from '../node-type.ts'

const MOST_COUNTERS = 100

export const statsType = defineNodeType({
  type: 'stats',
  kind: 'task',
  title: 'Count',
  description: 'Adds to counters of the dashboard, all in one transaction.',
  effects: true,
  ports: ['out'],
  parameters: z.strictObject({
    deltas: keyedObject({ value: z.int(), least: 1, most: MOST_COUNTERS })
      .describe('What to add to each counter; a negative number takes away.')
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
