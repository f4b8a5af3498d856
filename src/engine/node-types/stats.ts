import { z } from 'zod'
import { isPlainText } from '../../lib/plain-text.ts'
import { defineNodeType } from './define.ts'

const MOST_COUNTERS = 100

const isSize = (deltas: object): boolean => {
  const { length } = Object.keys(deltas)
  return length >= 1 && length <= MOST_COUNTERS
}

export const statsType = defineNodeType({
  type: 'stats',
  kind: 'task',
  title: 'Count',
  description: 'Adds to counters of the dashboard, all in one transaction.',
  effects: true,
  ports: ['out'],
  parameters: z.strictObject({
    deltas: z
      .record(z.string().min(1).max(100).refine(isPlainText, 'Must not hold control characters'), z.int())
      .refine(isSize, `Needs 1 to ${MOST_COUNTERS} counters`)
      .describe('What to add to each counter; a negative number takes away.')
      .meta({ minProperties: 1, maxProperties: MOST_COUNTERS, examples: [{ orders: 1, revenue: 250 }] }),
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
