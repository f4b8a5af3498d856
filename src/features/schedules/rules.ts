import { type AppError, type Problem, validationFailed } from '../../domain/errors.ts'
import { toFailure } from '../../engine/errors.ts'
import type { Expressions } from '../../engine/expressions/expressions.ts'
import { expressionsIn } from '../../engine/expressions/expressions-in.ts'
import { closedScopeProblems } from '../../engine/graph/names/closed-scope.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { withoutUndefined } from '../../lib/json/without-undefined.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { SchedulePatch } from './schema.ts'
import type { ScheduleSettings } from './store/statements.ts'
import type { Timing, Timings } from './ticking/timing.ts'

const KINDS = ['cron', 'every_ms', 'at'] as const

/** Exactly one of the three must be given. */
export const timingProblems = (timing: Timing): Problem[] => {
  const given = KINDS.filter((kind) => timing[kind] !== null)
  const problems: Problem[] = []
  if (given.length === 0) problems.push({ path: 'cron', code: 'schedule_timing_missing' })
  if (given.length > 1)
    problems.push({
      path: given[1] ?? '',
      code: 'schedule_timing_ambiguous',
      values: { given: given.join(', ') },
    })
  const { starts_at, ends_at } = timing
  if (starts_at !== null && ends_at !== null && Date.parse(ends_at) < Date.parse(starts_at))
    problems.push({ path: 'ends_at', code: 'schedule_ends_before_start' })
  return problems
}

/** One that is changed replaces the other two, unless they are given, too. */
export const withPatch = (current: ScheduleSettings, patch: SchedulePatch): ScheduleSettings => {
  const sets = KINDS.some((kind) => patch[kind] !== undefined && patch[kind] !== null)
  return { ...current, ...(sets && { cron: null, every_ms: null, at: null }), ...withoutUndefined(patch) }
}

export interface InputRules {
  readonly expressions: Expressions
  readonly turns: Turns
}

/** What expressions in an input can use. */
const SCOPE = { schedule: ['id', 'name', 'timezone', 'time'] }

export const inputProblems = async (
  input: unknown,
  { expressions, turns }: InputRules,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  await turns.each(expressionsIn(input), async ({ path: below, source }) => {
    const path = ['input', ...below].join('.')
    try {
      const { secrets, names } = await expressions.inspect(source)
      if (secrets.length > 0) problems.push({ path, code: 'schedule_secret' })
      problems.push(...closedScopeProblems(names, SCOPE).map((problem) => ({ path, ...problem })))
    } catch (error) {
      problems.push({ path, code: 'invalid_expression', values: { reason: toFailure(error).message } })
    }
  })
  return problems
}

export const settingsProblems = async (settings: ScheduleSettings, rules: InputRules): Promise<Problem[]> => [
  ...timingProblems(settings),
  ...(await inputProblems(settings.input, rules)),
]

export interface TimeRules {
  readonly now: number
  readonly timings: Timings
  /** Of a schedule that is changed. */
  readonly current?: Timing
}

const ENDS = ['at', 'ends_at'] as const
const TIMES = [...KINDS, 'starts_at', 'ends_at'] as const

/** Of times that are set now: those that are kept from `current` may have passed since. */
export const timeProblems = (settings: Timing, { now, timings, current }: TimeRules): Problem[] => {
  const changed = TIMES.filter((name) => settings[name] !== current?.[name])
  const passed = ENDS.filter((name) => settings[name] !== null && Date.parse(settings[name]) <= now)
  const problems = passed
    .filter((name) => changed.includes(name))
    .map((path) => ({ path, code: 'schedule_in_past', values: { now: isoTime(now) } }))
  if (changed.length === 0 || passed.length > 0 || timings.next(settings, now) !== undefined) return problems
  const path = KINDS.find((kind) => settings[kind] !== null) ?? ''
  return [{ path, code: 'schedule_without_ticks' }]
}

export const unknownScript = (id: number): AppError =>
  validationFailed([{ path: 'script_id', code: 'unknown_script', values: { id } }])

/** Times as they are stored. */
export const normalized = (settings: ScheduleSettings): ScheduleSettings => {
  const { at, starts_at, ends_at } = settings
  return { ...settings, at: inUtc(at), starts_at: inUtc(starts_at), ends_at: inUtc(ends_at) }
}

const inUtc = (time: string | null) => time && isoTime(Date.parse(time))

/** @throws AppError `VALIDATION_FAILED` when there are problems */
export const refuse = (problems: readonly Problem[]): void => {
  if (problems.length > 0) throw validationFailed(problems)
}
