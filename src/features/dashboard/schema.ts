import { z } from '@hono/zod-openapi'
import { keyedObject } from '../../domain/keyed-object.ts'
import type { FinalStatus } from '../../engine/records.ts'
import { integerText } from '../../http/request/integer-text.ts'

const exampleStats = { orders: 17, revenue: 4250 }

/** Whole numbers by the caller's keys. */
const numbers = (least: number) => keyedObject({ value: z.int(), least, most: 1000 })

const count = (description: string, example: number) => z.int().min(0).openapi({ description, example })

const averageDuration = z
  .number()
  .min(0)
  .nullable()
  .openapi({ description: 'From start to end, in milliseconds; null when none has ended.', example: 12.5 })

const ended = {
  completed: count('That completed.', 40),
  failed: count('That failed.', 2),
  cancelled: count('That were cancelled.', 0),
  timed_out: count('That took too long.', 0),
} satisfies Record<FinalStatus, z.ZodType>

const Values = z.record(z.string(), z.int()).openapi({ description: 'Values by key.', example: exampleStats })

const computed = {
  total_scripts: count('All scripts.', 3),
  active_scripts: count('Scripts that `execute-all` runs.', 2),
  inactive_scripts: count('The other scripts.', 1),
  executions: z
    .object({ queued: count('That wait.', 0), running: count('That run.', 1), ...ended })
    .openapi({ description: 'How many stored executions have each status.' }),
  average_duration_ms: averageDuration,
}

export const DashboardStats = z.object({ stats: Values, ...computed }).openapi('DashboardStats', {
  description: 'The statistics that clients and scripts keep, and those that are computed.',
  example: {
    stats: exampleStats,
    total_scripts: 3,
    active_scripts: 2,
    inactive_scripts: 1,
    executions: { queued: 0, running: 1, completed: 40, failed: 2, cancelled: 0, timed_out: 0 },
    average_duration_ms: 12.5,
  },
})
export type DashboardStats = z.output<typeof DashboardStats>

const ignored = z.unknown().optional().openapi({ description: 'Ignored: computed.' })

export const StatsUpdate = z
  .strictObject({
    stats: numbers(0).openapi({
      description: 'The new values; statistics that are not named stay as they are.',
      example: exampleStats,
    }),
    total_scripts: ignored,
    active_scripts: ignored,
    inactive_scripts: ignored,
    executions: ignored,
    average_duration_ms: ignored,
  })
  .openapi('StatsUpdate', { description: 'Statistics to set.', example: { stats: exampleStats } })

export const StatsUpdated = z
  .object({ updated: count('How many statistics were set.', 2) })
  .openapi('StatsUpdated', { description: 'Result of an update.', example: { updated: 2 } })

export const StatsIncrement = z
  .strictObject({
    deltas: numbers(1).openapi({
      description: 'What to add to each; a negative number takes away, a new statistic begins at 0.',
      example: { orders: 1, revenue: 250 },
    }),
  })
  .openapi('StatsIncrement', {
    description: 'What to add.',
    example: { deltas: { orders: 1, revenue: 250 } },
  })

export const StatsIncremented = z
  .object({ stats: Values.openapi({ description: 'The new values of the statistics that were named.' }) })
  .openapi('StatsIncremented', { description: 'Result of an increment.', example: { stats: exampleStats } })

const time = (description: string) =>
  z.iso.datetime({ offset: true }).optional().openapi({ description, example: '2026-11-23T00:00:00Z' })

const Bucket = z
  .enum(['hour', 'day', 'month'])
  .openapi({ description: 'How long a bucket is; it begins in UTC.', example: 'hour' })
export type Bucket = z.output<typeof Bucket>

export const SeriesQuery = z.object({
  bucket: Bucket.default('hour'),
  since: time(
    'The first bucket is the one of this time; by default it is 24 hours, 30 days or 12 months before the last.',
  ),
  until: time('The last bucket is the one of this time; by default of now.'),
  script_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only of this script.', example: 1 }),
})
export type SeriesQuery = z.output<typeof SeriesQuery>

export const TimeBucket = z
  .object({
    bucket: z.iso.datetime().openapi({ description: 'When it begins.', example: '2026-11-23T18:00:00.000Z' }),
    executions: count('Executions that ended in it.', 42),
    ...ended,
    average_duration_ms: averageDuration,
  })
  .openapi('TimeBucket', {
    description: 'The executions that ended within an hour, a day or a month.',
    example: {
      bucket: '2026-11-23T18:00:00.000Z',
      executions: 42,
      completed: 40,
      failed: 2,
      cancelled: 0,
      timed_out: 0,
      average_duration_ms: 12.5,
    },
  })
export type TimeBucket = z.output<typeof TimeBucket>
