import { z } from '@hono/zod-openapi'
import { isPlainText, maxCharacters, notPlainText, TRIMMED_PATTERN } from '../../domain/plain-text.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { creationQuery } from '../../http/request/lists/creation-query.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'
import { smallJson } from '../../http/request/small-json.ts'
import { CronError, parseCron } from '../../lib/time/cron.ts'
import type { CronFault } from '../../lib/time/cron-fault.ts'
import { nearestTimeZone } from '../../lib/time/time-zones.ts'
import { exampleOutcome, isoTime, LastTick, Overlap, time } from './tick-schema.ts'

const YEAR_MS = 366 * 24 * 60 * 60 * 1000

const faultOf = (expression: string): CronFault | undefined => {
  try {
    parseCron(expression)
    return undefined
  } catch (error) {
    return error instanceof CronError ? error.fault : { code: 'invalid_cron', values: {} }
  }
}

export const isTimeZone = (name: string): boolean => {
  try {
    // An offset such as +09:00 is not a name, and has no summer time.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

const ScheduleId = z.int().positive().openapi({ description: 'Id of the schedule.', example: 1 })

const ScriptId = z.int().positive().openapi({ description: 'The script that it starts.', example: 1 })

const Name = z.string().trim().min(1).check(maxCharacters(100)).refine(isPlainText, notPlainText).openapi({
  description: 'Name of the schedule; it need not be unique. Surrounding whitespace is removed.',
  pattern: TRIMMED_PATTERN,
  example: 'Nightly report',
})

const cron = z
  .string()
  .trim()
  .max(200)
  .superRefine((text, context) => {
    const fault = faultOf(text)
    if (!fault) return
    context.addIssue({ code: 'custom', params: { problem: fault.code, values: fault.values } })
  })
  .openapi({
    description:
      'Cron expression: five fields (minute, hour, day, month, weekday), six with seconds first, or a nickname such as `@daily`. Names (`MON-FRI`), `L` (last), `#` (`5#2` is the second Friday) and `W` are understood.',
    example: '30 2 * * *',
  })

const timing = {
  cron: cron.nullable(),
  every_ms: z.int().min(1000).max(YEAR_MS).nullable().openapi({
    description:
      'Milliseconds between two ticks, counted from `starts_at` or, without it, from the start of 1970: 900000 ticks on every quarter hour.',
    example: null,
  }),
  at: time('The only tick. It must be in the future when it is set.').nullable(),
  timezone: z
    .string()
    .max(100)
    .superRefine((name, context) => {
      if (isTimeZone(name)) return
      const params = { problem: 'unknown_timezone', meant: nearestTimeZone(name) }
      context.addIssue({ code: 'custom', params })
    })
    .openapi({
      description: 'Time zone in which `cron` is evaluated: a name from the tz database.',
      example: 'Europe/Berlin',
    }),
  starts_at: time('Earliest time of a tick.').nullable(),
  ends_at: time('Latest time of a tick, which must be in the future when it is set.').nullable(),
}

const settings = {
  script_id: ScriptId,
  name: Name,
  ...timing,
  input: smallJson.openapi({
    description:
      'Input of the executions, any JSON value of up to 64 KiB. Strings may contain `{{ }}` expressions, in which `schedule.time` is the time of the tick; `schedule.id`, `schedule.name` and `schedule.timezone` are also available.',
    example: { day: '{{ $substring(schedule.time, 0, 10) }}' },
  }),
  enabled: z.boolean().openapi({ description: 'False while the schedule is paused.', example: true }),
  jitter_ms: z.int().min(0).max(86_400_000).openapi({
    description:
      'Maximum delay of the start in milliseconds. Each tick has a delay of its own, so that many schedules do not start at the same moment.',
    example: 0,
  }),
  overlap: Overlap,
  catchup_window_ms: z.int().min(1000).max(YEAR_MS).openapi({
    description:
      'How late a tick may start, after an outage or while the queue is full. Later ones are recorded as missed.',
    example: 60_000,
  }),
  on_failure_throttle_ms: z
    .int()
    .min(0)
    .max(YEAR_MS)
    .openapi({
      description:
        'Minimum time in milliseconds between two starts of the `on_failure` script because of this schedule. ' +
        'Failures in between do not start it; `GET /api/follow-ups` lists them. 0 for no limit.',
      example: 0,
    }),
  pause_after_failures: z.int().min(0).max(1000).openapi({
    description:
      'Number of consecutive failed or timed-out executions after which the schedule is paused; 0 for never.',
    example: 0,
  }),
}

const optional = {
  cron: settings.cron.default(null),
  every_ms: settings.every_ms.default(null),
  at: settings.at.default(null),
  timezone: settings.timezone.default('UTC'),
  starts_at: settings.starts_at.default(null),
  ends_at: settings.ends_at.default(null),
  input: settings.input.default(null),
  enabled: settings.enabled.default(true),
  jitter_ms: settings.jitter_ms.default(0),
  overlap: settings.overlap.default('skip'),
  catchup_window_ms: settings.catchup_window_ms.default(60_000),
  pause_after_failures: settings.pause_after_failures.default(0),
  on_failure_throttle_ms: settings.on_failure_throttle_ms.default(0),
}

const readOnly = {
  next_times: z.array(isoTime('Time of a tick.')).openapi({
    description: 'The next five ticks, without jitter; none while the schedule is paused.',
    example: ['2026-11-25T01:30:00.000Z'],
  }),
  // Not `nullable`, with which the document would make the named schema nullable instead.
  last: z.union([LastTick, z.null()]).openapi({ description: 'The last tick; null before the first.' }),
  missed: z.int().min(0).openapi({ description: 'Number of ticks that were missed.', example: 0 }),
  version: z.int().positive().openapi({ description: 'Increased by one with every change.', example: 1 }),
  created_at: isoTime('Creation time.'),
  updated_at: isoTime('Time of the last change.'),
}

const exampleSchedule = {
  script_id: 1,
  name: 'Nightly report',
  cron: '30 2 * * *',
  every_ms: null,
  at: null,
  timezone: 'Europe/Berlin',
  starts_at: null,
  ends_at: null,
  input: { day: '{{ $substring(schedule.time, 0, 10) }}' },
  enabled: true,
  jitter_ms: 0,
  overlap: 'skip' as const,
  catchup_window_ms: 60_000,
  pause_after_failures: 0,
  on_failure_throttle_ms: 0,
}

export const Schedule = z
  .object({ id: ScheduleId, ...settings, input: settings.input.nonoptional(), ...readOnly })
  .openapi('Schedule', {
    description: 'Times at which a script starts automatically.',
    example: {
      id: 1,
      ...exampleSchedule,
      next_times: ['2026-11-25T01:30:00.000Z'],
      last: { time: '2026-11-24T01:30:00.000Z', ...exampleOutcome, status: 'completed' as const },
      missed: 0,
      version: 1,
      created_at: '2026-11-23T18:00:00.000Z',
      updated_at: '2026-11-23T18:00:00.000Z',
    },
  })
export type Schedule = z.output<typeof Schedule>

export const NewSchedule = z
  .strictObject({
    script_id: settings.script_id,
    name: settings.name,
    ...optional,
    id: readOnlyField('integer'),
    next_times: readOnlyField('object'),
    last: readOnlyField('object', 'null'),
    missed: readOnlyField('integer'),
    version: readOnlyField('integer'),
    created_at: readOnlyField('string'),
    updated_at: readOnlyField('string'),
  })
  .openapi('NewSchedule', {
    description: 'A schedule. One of `cron`, `every_ms` and `at` is required, and only one may be given.',
    example: { script_id: 1, name: 'Nightly report', cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  })
export type NewSchedule = z.output<typeof NewSchedule>

export const SchedulePatch = z
  .strictObject(settings)
  .partial()
  .openapi('SchedulePatch', {
    description: 'The fields to change. One of `cron`, `every_ms` and `at` replaces the other two.',
    example: { enabled: false },
  })
export type SchedulePatch = z.output<typeof SchedulePatch>

export const SchedulePreview = z
  .strictObject({
    cron: optional.cron,
    every_ms: optional.every_ms,
    at: optional.at,
    timezone: optional.timezone,
    starts_at: optional.starts_at,
    ends_at: optional.ends_at,
  })
  .openapi('SchedulePreview', {
    description: 'When a schedule would tick.',
    example: { cron: '0 9 * * MON-FRI', timezone: 'Asia/Seoul' },
  })
export type SchedulePreview = z.output<typeof SchedulePreview>

export const PreviewedTimes = z
  .object({ next_times: z.array(isoTime('Time of a tick.')) })
  .openapi('PreviewedTimes', {
    description: 'The next ten ticks, or fewer if there are not so many.',
    example: { next_times: ['2026-11-25T00:00:00.000Z'] },
  })

const PathId = integerText({ minimum: 1 }).openapi({
  type: 'integer',
  description: 'Id of the schedule.',
  example: 1,
  param: { name: 'schedule_id', in: 'path' },
})

export const ScheduleParams = z.object({ schedule_id: PathId })

export const ScheduleQuery = creationQuery({
  script_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only schedules of this script.', example: 1 }),
})
export type ScheduleQuery = z.output<typeof ScheduleQuery>

export const DeletedSchedule = z
  .object({ id: ScheduleId })
  .openapi('DeletedSchedule', { description: 'The schedule that was deleted.', example: { id: 1 } })
