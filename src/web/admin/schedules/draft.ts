import type { Schemas } from '../../lib/api.ts'
import { parseJson } from '../../lib/json/parse.ts'

export type Schedule = Schemas['Schedule']
type NewSchedule = Schemas['NewSchedule']

export const KINDS = ['cron', 'interval', 'once'] as const
export type Kind = (typeof KINDS)[number]

/** A schedule as it is typed. */
export interface Draft {
  readonly name: string
  readonly scriptId: string
  readonly kind: Kind
  readonly cron: string
  readonly minutes: string
  /** In the time zone of the user, as the field for it has it. */
  readonly at: string
  readonly timezone: string
  readonly overlap: Schemas['Overlap']
  readonly input: string
  readonly startsAt: string
  readonly endsAt: string
  readonly jitterSeconds: string
  readonly catchupSeconds: string
  readonly pauseAfterFailures: string
  readonly throttleSeconds: string
}

const SECOND_MS = 1000
const MINUTE_MS = 60_000

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

export const emptyDraft = (scriptId: string, name = ''): Draft => ({
  name,
  scriptId,
  kind: 'cron',
  cron: '0 8 * * 1-5',
  minutes: '10',
  at: '',
  timezone: localZone(),
  overlap: 'skip',
  input: '',
  startsAt: '',
  endsAt: '',
  jitterSeconds: '0',
  catchupSeconds: '60',
  pauseAfterFailures: '0',
  throttleSeconds: '0',
})

/** Whether it has more than a new one, in the fields that are folded at first. */
export const hasOptions = (draft: Draft): boolean => {
  const plain = emptyDraft(draft.scriptId)
  return (
    [
      'startsAt',
      'endsAt',
      'jitterSeconds',
      'catchupSeconds',
      'pauseAfterFailures',
      'throttleSeconds',
    ] as const
  ).some((field) => draft[field] !== plain[field])
}

export const toDraft = (schedule: Schedule): Draft => ({
  ...emptyDraft(String(schedule.script_id)),
  name: schedule.name,
  kind: schedule.cron !== null ? 'cron' : schedule.every_ms !== null ? 'interval' : 'once',
  cron: schedule.cron ?? '',
  minutes: String((schedule.every_ms ?? 10 * MINUTE_MS) / MINUTE_MS),
  at: toLocalTime(schedule.at),
  timezone: schedule.timezone,
  overlap: schedule.overlap,
  input: schedule.input == null ? '' : JSON.stringify(schedule.input, null, 2),
  startsAt: toLocalTime(schedule.starts_at),
  endsAt: toLocalTime(schedule.ends_at),
  jitterSeconds: String(schedule.jitter_ms / SECOND_MS),
  catchupSeconds: String(schedule.catchup_window_ms / SECOND_MS),
  pauseAfterFailures: String(schedule.pause_after_failures),
  throttleSeconds: String(schedule.on_failure_throttle_ms / SECOND_MS),
})

/** As the field for it has it: 2026-12-01T08:00, with seconds where there are some. */
const toLocalTime = (iso: string | null): string => {
  if (iso === null) return ''
  const time = new Date(iso)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS).toISOString()
  return local.slice(0, -1).replace(/(?::00)?\.000$/, '')
}

/** Whether it is not said yet when it runs. */
export const isOpen = ({ kind, cron, minutes, at }: Draft): boolean =>
  (kind === 'cron' ? cron : kind === 'interval' ? minutes : at).trim() === ''

/** When it runs: what the server computes the next times from. */
export const rulesOf = ({ kind, cron, minutes, at, timezone, startsAt, endsAt }: Draft) => ({
  timezone,
  cron: kind === 'cron' ? cron : null,
  every_ms: kind === 'interval' ? Math.round(Number(minutes) * MINUTE_MS) : null,
  at: kind === 'once' ? toIsoTime(at) : null,
  starts_at: toIsoTime(startsAt),
  ends_at: toIsoTime(endsAt),
})

const toIsoTime = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())

const msOf = (seconds: string): number => Math.round(Number(seconds) * SECOND_MS)

export const toNewSchedule = (draft: Draft): NewSchedule => ({
  ...rulesOf(draft),
  name: draft.name,
  script_id: Number(draft.scriptId),
  overlap: draft.overlap,
  input: inputOf(draft.input),
  jitter_ms: msOf(draft.jitterSeconds),
  catchup_window_ms: msOf(draft.catchupSeconds),
  pause_after_failures: Number(draft.pauseAfterFailures),
  on_failure_throttle_ms: msOf(draft.throttleSeconds),
})

/** @throws SyntaxError for what is no JSON */
const inputOf = (text: string): unknown => {
  const parsed = parseJson(text)
  if ('error' in parsed) throw new SyntaxError(parsed.error)
  return parsed.value ?? null
}
