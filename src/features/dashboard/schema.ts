import { z } from '@hono/zod-openapi'
import { keyedObject } from '../../domain/keyed-object.ts'
import type { FinalStatus } from '../../engine/records.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'

const exampleStats = { orders: 17, revenue: 4250 }

/** Integers by keys that the client chooses. */
const numbers = (min: number) => keyedObject({ value: z.int(), min, max: 1000 })

const count = (description: string, example: number) => z.int().min(0).openapi({ description, example })

const averageDuration = z.number().min(0).nullable().openapi({
  description: 'Average time from start to end in milliseconds; null if no execution has ended.',
  example: 12.5,
})

const ended = {
  completed: count('Completed executions.', 40),
  failed: count('Failed executions.', 2),
  cancelled: count('Cancelled executions.', 0),
  timed_out: count('Executions that exceeded their time limit.', 0),
} satisfies Record<FinalStatus, z.ZodType>

const Values = z.record(z.string(), z.int()).openapi({ description: 'Values by key.', example: exampleStats })

const computed = {
  total_scripts: count('Number of scripts.', 3),
  active_scripts: count('Number of active scripts, which `execute-all` runs.', 2),
  inactive_scripts: count('Number of inactive scripts.', 1),
  executions: z
    .object({
      scheduled: count('Executions that wait for their start time.', 0),
      queued: count('Executions that wait in the queue.', 0),
      running: count('Executions that are running.', 1),
      waiting: count('Executions that have started and wait on disk for an event or a time.', 2),
      ...ended,
    })
    .openapi('ExecutionCounts', { description: 'Number of stored executions by status.' }),
  average_duration_ms: averageDuration,
}

export const DashboardStats = z.object({ stats: Values, ...computed }).openapi('DashboardStats', {
  description: 'Statistics set by clients and scripts, and computed statistics.',
  example: {
    stats: exampleStats,
    total_scripts: 3,
    active_scripts: 2,
    inactive_scripts: 1,
    executions: {
      scheduled: 0,
      queued: 0,
      running: 1,
      waiting: 2,
      completed: 40,
      failed: 2,
      cancelled: 0,
      timed_out: 0,
    },
    average_duration_ms: 12.5,
  },
})
export type DashboardStats = z.output<typeof DashboardStats>

export const StatsUpdate = z
  .strictObject({
    stats: numbers(0).openapi({
      description: 'The new values. Other statistics keep theirs.',
      example: exampleStats,
    }),
    total_scripts: readOnlyField('integer'),
    active_scripts: readOnlyField('integer'),
    inactive_scripts: readOnlyField('integer'),
    executions: readOnlyField('object'),
    average_duration_ms: readOnlyField('number', 'null'),
  })
  .openapi('StatsUpdate', { description: 'Statistics to set.', example: { stats: exampleStats } })

export const StatsUpdated = z
  .object({ updated: count('Number of statistics that were set.', 2) })
  .openapi('StatsUpdated', { description: 'Result of an update.', example: { updated: 2 } })

export const StatsIncrement = z
  .strictObject({
    deltas: numbers(1).openapi({
      description: 'Numbers to add, which may be negative. A new statistic starts at 0.',
      example: { orders: 1, revenue: 250 },
    }),
  })
  .openapi('StatsIncrement', {
    description: 'Changes of statistics.',
    example: { deltas: { orders: 1, revenue: 250 } },
  })

export const StatsIncremented = z
  .object({ stats: Values.openapi({ description: 'New values of the changed statistics.' }) })
  .openapi('StatsIncremented', { description: 'Result of an increment.', example: { stats: exampleStats } })
