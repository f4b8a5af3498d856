import { z } from '@hono/zod-openapi'
import { OVERLAPS } from '../../domain/triggers/overlap.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { ExecutionStatusName } from '../executions/schema.ts'

export const time = (description: string) =>
  z.iso.datetime({ offset: true }).openapi({ description, example: '2026-12-01T00:00:00.000Z' })

export const Overlap = z.enum(OVERLAPS).openapi('Overlap', {
  description:
    'What a tick does while an execution of the schedule has not ended: `skip` starts nothing, `queue_one` queues one execution and skips further ticks, `queue_all` queues all of them, `cancel_other` cancels the others, `allow_all` runs them in parallel. Only executions in progress at the time of the tick count: ticks that are caught up after an outage run one after another with `skip` and `queue_one`, and with `cancel_other` only the last of them runs to its end.',
  example: 'skip',
})

export const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-24T01:30:00.000Z' })

const ExecutionId = z.string().openapi({
  description: 'Id of the execution.',
  example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
})

export const OUTCOMES = ['started', 'skipped', 'missed'] as const

const fate = {
  outcome: z
    .enum(OUTCOMES)
    .openapi('TickOutcome', { description: 'Outcome of the tick.', example: 'started' }),
  reason: z.string().nullable().openapi({
    description:
      'Why it started nothing: `overlap`, `paused`, `outage`, `queue_full`, `rate_limited`, `script_inactive`, `script_empty`, `times_changed`, or the code of an error.',
    example: null,
  }),
  execution_id: ExecutionId.nullable(),
}

export const exampleOutcome = {
  outcome: 'started' as const,
  reason: null,
  execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
}

export const ScheduleTick = z
  .object({
    time: isoTime('The time of the tick, or of the first of several.'),
    kind: z.enum(['tick', 'manual', 'backfill']).openapi('TickKind', {
      description: '`manual` for a start by the route `trigger`.',
      example: 'tick',
    }),
    ...fate,
    until: isoTime('The time of the last of several ticks with the same outcome.'),
    count: z.int().min(1).openapi({
      description:
        'Number of ticks. Of more than 1000 consecutive ticks of a `cron` expression, only 1000 are counted.',
      example: 1,
    }),
    recorded_at: isoTime('When the outcome was decided.'),
  })
  .openapi('ScheduleTick', {
    description: 'Outcome of a tick, or of several in a row.',
    example: {
      time: '2026-11-24T01:30:00.000Z',
      kind: 'tick',
      ...exampleOutcome,
      until: '2026-11-24T01:30:00.000Z',
      count: 1,
      recorded_at: '2026-11-24T01:30:00.004Z',
    },
  })
export type ScheduleTick = z.output<typeof ScheduleTick>

export const LastTick = z
  .object({
    time: isoTime('The time of the tick.'),
    ...fate,
    // Null when there is no execution, or no longer.
    status: z.union([ExecutionStatusName, z.null()]),
  })
  .openapi('LastTick', { description: 'The last tick.' })

export const Backfill = z
  .strictObject({
    from: time('The first time.'),
    to: time('The last time, which must be in the past and not before `from`.'),
    overlap: Overlap.default('queue_all'),
  })
  .openapi('Backfill', {
    description:
      'The range of past ticks to start, leaving out those that have already started an execution.',
    example: { from: '2026-11-20T00:00:00Z', to: '2026-11-22T00:00:00Z' },
  })
export type Backfill = z.output<typeof Backfill>

export const BackfillResult = z
  .object({
    executions: z.array(ExecutionId).openapi({ description: 'The executions, in the order of their ticks.' }),
    skipped: z.int().min(0).openapi({
      description:
        'Number of ticks that started nothing: they had already started an execution, or their record has the reason.',
      example: 0,
    }),
    next: isoTime('Where to continue if the queue was full.').nullable(),
  })
  .openapi('BackfillResult', {
    description: 'Result of a backfill.',
    example: { executions: ['ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'], skipped: 0, next: null },
  })
export type BackfillResult = z.output<typeof BackfillResult>

export const TickQuery = pageQuery(z.tuple([z.int(), z.string()]))
export type TickQuery = z.output<typeof TickQuery>
