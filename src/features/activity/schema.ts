import { z } from '@hono/zod-openapi'
import type { FinalStatus } from '../../engine/records.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { orderParameter } from '../../http/request/lists/sorted-query.ts'

const count = (description: string, example: number) => z.int().min(0).openapi({ description, example })

const milliseconds = (description: string, example: number) =>
  z.number().min(0).nullable().openapi({ description, example })

const ended = {
  completed: count('Completed executions.', 40),
  failed: count('Failed executions.', 2),
  cancelled: count('Cancelled executions.', 0),
  timed_out: count('Executions that exceeded their time limit.', 0),
} satisfies Record<FinalStatus, z.ZodType>

const percentile = (part: string, example: number) =>
  milliseconds(
    `Time from start to end that ${part} do not exceed, in milliseconds. Durations are counted in classes that are each ` +
      'about √2 times as long as the one before; this is the average of the class. Null if no execution has ended, or all ' +
      'of them before the server counted classes.',
    example,
  )

const durations = {
  average_duration_ms: milliseconds(
    'Average time from start to end in milliseconds; null if no execution has ended.',
    12.5,
  ),
  p50_duration_ms: percentile('half of the executions', 9.4),
  p95_duration_ms: percentile('95 of 100 executions', 31.2),
  p99_duration_ms: percentile('99 of 100 executions', 58),
}

const exampleDurations = {
  average_duration_ms: 12.5,
  p50_duration_ms: 9.4,
  p95_duration_ms: 31.2,
  p99_duration_ms: 58,
}

const exampleCounts = { executions: 42, completed: 40, failed: 2, cancelled: 0, timed_out: 0 }

const time = (description: string) =>
  z.iso.datetime({ offset: true }).optional().openapi({ description, example: '2026-11-23T00:00:00Z' })

const scriptId = integerText({ minimum: 1 })
  .optional()
  .openapi({ type: 'integer', description: 'Only executions of this script.', example: 1 })

const Bucket = z.enum(['hour', 'day', 'month']).openapi({
  description: 'Length of the buckets, which start at full hours, days or months in UTC.',
  example: 'hour',
})
export type Bucket = z.output<typeof Bucket>

const period = {
  bucket: Bucket.default('hour'),
  since: time('A time in the first bucket; by default 24 hours, 30 days or 12 months before the last one.'),
  until: time('A time in the last bucket; by default now.'),
}

export const SeriesQuery = z.object({ ...period, script_id: scriptId })
export type SeriesQuery = z.output<typeof SeriesQuery>

export const TimeBucket = z
  .object({
    bucket: z.iso
      .datetime()
      .openapi({ description: 'Start of the bucket.', example: '2026-11-23T18:00:00.000Z' }),
    executions: count('Executions that ended in the bucket.', 42),
    ...ended,
    ...durations,
  })
  .openapi('TimeBucket', {
    description: 'The executions that ended within an hour, a day or a month.',
    example: { bucket: '2026-11-23T18:00:00.000Z', ...exampleCounts, ...exampleDurations },
  })
export type TimeBucket = z.output<typeof TimeBucket>

export const ACTIVITY_ORDERS = [
  '-p95_duration_ms',
  '-p50_duration_ms',
  '-average_duration_ms',
  '-executions',
  '-failed',
] as const

const limit = integerText({ minimum: 1, maximum: 200 })
  .default(10)
  .openapi({ type: 'integer', default: 10, description: 'Maximum number of items.' })

export const ActivityQuery = z.object({
  ...period,
  sort: orderParameter({
    name: 'ActivitySort',
    names: ACTIVITY_ORDERS,
    usual: '-p95_duration_ms',
    description: 'Which scripts come first: those with the largest of these numbers.',
  }),
  limit,
})
export type ActivityQuery = z.output<typeof ActivityQuery>

const script = {
  script_id: z.int().min(1).openapi({ description: 'Id of the script.', example: 1 }),
  script_name: z.string().nullable().openapi({
    description: 'Script name; null if it was deleted.',
    example: 'Order totals',
  }),
}
const exampleScript = { script_id: 1, script_name: 'Order totals' }

export const ScriptActivity = z
  .object({
    ...script,
    executions: count('Executions of the script that ended in the period.', 42),
    ...ended,
    ...durations,
    executions_by_bucket: z.array(z.int().min(0)).openapi({
      description: 'Executions that ended in each bucket of the period, in ascending order.',
      example: [18, 0, 24],
    }),
  })
  .openapi('ScriptActivity', {
    description: 'The executions of a script that ended in a period.',
    example: {
      ...exampleScript,
      ...exampleCounts,
      ...exampleDurations,
      executions_by_bucket: [18, 0, 24],
    },
  })
export type ScriptActivity = z.output<typeof ScriptActivity>

export const StatHistoryQuery = z.object({
  ...period,
  key: z.string().optional().openapi({ description: 'Only this statistic.', example: 'orders' }),
  limit: integerText({ minimum: 1, maximum: 200 })
    .default(50)
    .openapi({ type: 'integer', default: 50, description: 'Maximum number of statistics, by key.' }),
})
export type StatHistoryQuery = z.output<typeof StatHistoryQuery>

export const StatHistory = z
  .object({
    key: z.string().openapi({ description: 'Key of the statistic.', example: 'orders' }),
    value: z.int().openapi({ description: 'Its value now.', example: 17 }),
    values_by_bucket: z.array(z.int().nullable()).openapi({
      description:
        'Its value at the end of each bucket of the period, in ascending order; null where it was not set yet or is no ' +
        'longer known.',
      example: [null, 5, 17],
    }),
  })
  .openapi('StatHistory', {
    description: 'A statistic over time.',
    example: { key: 'orders', value: 17, values_by_bucket: [null, 5, 17] },
  })
export type StatHistory = z.output<typeof StatHistory>

const recent = {
  since: time('Only executions that were created at this time or later; by default 24 hours before `until`.'),
  until: time('Only executions that were created at this time or earlier; by default now.'),
  script_id: scriptId,
}

export const RecentQuery = z.object(recent)
export type RecentQuery = z.output<typeof RecentQuery>

export const RecentListQuery = z.object({ ...recent, limit })
export type RecentListQuery = z.output<typeof RecentListQuery>

export const ErrorCount = z
  .object({
    error_code: z.string().openapi({ description: 'Code of the error.', example: 'HTTP_STATUS' }),
    executions: count('Executions that ended with this error.', 2),
    last_execution_id: z.string().openapi({
      description: 'The newest of these executions.',
      example: 'ex_01KAR3M5Q0V9Y6E2J8T4W7ZB1C',
    }),
  })
  .openapi('ErrorCount', {
    description: 'How often executions ended with an error.',
    example: {
      error_code: 'HTTP_STATUS',
      executions: 2,
      last_execution_id: 'ex_01KAR3M5Q0V9Y6E2J8T4W7ZB1C',
    },
  })
export type ErrorCount = z.output<typeof ErrorCount>

const looked = {
  executions: count('Number of executions that were looked at, from the newest on.', 1000),
  complete: z.boolean().openapi({
    description: 'Whether these are all of the period, with all of their nodes.',
    example: false,
  }),
}

const exact = (part: string, example: number) =>
  milliseconds(`Time that ${part} do not exceed, in milliseconds.`, example)

const NodeActivity = z
  .object({
    ...script,
    node_id: z.string().openapi({ description: 'Id of the node.', example: 'fetch' }),
    type: z.string().openapi({ description: 'Type of the node.', example: 'http_request' }),
    runs: count('How often the node has run.', 120),
    failed: count('How many of these runs have failed.', 3),
    average_duration_ms: milliseconds('Average time of a run in milliseconds.', 84.1),
    p50_duration_ms: exact('half of the runs', 61),
    p95_duration_ms: exact('95 of 100 runs', 240),
    longest_duration_ms: exact('the runs', 1210),
  })
  .openapi('NodeActivity', { description: 'The runs of a node.' })
export type NodeActivity = z.output<typeof NodeActivity>

const exampleNode: NodeActivity = {
  ...exampleScript,
  node_id: 'fetch',
  type: 'http_request',
  runs: 120,
  failed: 3,
  average_duration_ms: 84.1,
  p50_duration_ms: 61,
  p95_duration_ms: 240,
  longest_duration_ms: 1210,
}

export const SlowNodes = z
  .object({
    ...looked,
    nodes: z
      .array(NodeActivity)
      .openapi({ description: 'The nodes, the slowest by p95 first.', example: [exampleNode] }),
  })
  .openapi('SlowNodes', {
    description: 'The slowest nodes of the newest executions.',
    example: { executions: 1000, complete: false, nodes: [exampleNode] },
  })
export type SlowNodes = z.output<typeof SlowNodes>

const exampleDistribution = {
  count: 1000,
  average_ms: 3.2,
  p50_ms: 1,
  p95_ms: 12,
  p99_ms: 40,
  longest_ms: 95,
}

const Distribution = z
  .object({
    count: count('Number of executions.', 1000),
    average_ms: milliseconds('Average in milliseconds; null without executions.', 3.2),
    p50_ms: exact('half of them', 1),
    p95_ms: exact('95 of 100', 12),
    p99_ms: exact('99 of 100', 40),
    longest_ms: exact('they', 95),
  })
  .openapi('Distribution', { description: 'How long something took.', example: exampleDistribution })
export type Distribution = z.output<typeof Distribution>

export const QueueState = z
  .object({
    queued_since: z.iso.datetime().nullable().openapi({
      description: 'When the execution that has waited longest was to start; null if none is queued.',
      example: '2026-11-23T18:00:00.000Z',
    }),
    ...looked,
    waits: Distribution.openapi({
      description: 'How long executions waited in the queue before they started.',
      example: exampleDistribution,
    }),
    lateness: Distribution.openapi({
      description: 'How long after their time those started that had one, such as by a schedule.',
      example: exampleDistribution,
    }),
  })
  .openapi('QueueState', {
    description: 'How long executions wait for their start.',
    example: {
      queued_since: null,
      executions: 1000,
      complete: true,
      waits: exampleDistribution,
      lateness: exampleDistribution,
    },
  })
export type QueueState = z.output<typeof QueueState>
