import { z } from 'zod'
import { isPlainText, notPlainText } from '../../lib/plain-text.ts'
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
      .record(z.string().min(1).max(100).refine(isPlainText, notPlainText), z.int())
      .refine(isSize, {
        error: `Needs 1 to ${MOST_COUNTERS} counters`,
        params: { problem: 'wrong_count', values: { minimum: 1, maximum: MOST_COUNTERS } },
      })
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
