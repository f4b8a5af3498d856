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
}

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
})

export const toDraft = (schedule: Schedule): Draft => ({
  ...emptyDraft(String(schedule.script_id)),
  name: schedule.name,
  kind: schedule.cron !== null ? 'cron' : schedule.every_ms !== null ? 'interval' : 'once',
  cron: schedule.cron ?? '',
  minutes: String((schedule.every_ms ?? 10 * MINUTE_MS) / MINUTE_MS),
  at: schedule.at === null ? '' : toLocalTime(schedule.at),
  timezone: schedule.timezone,
  overlap: schedule.overlap,
  input: schedule.input == null ? '' : JSON.stringify(schedule.input, null, 2),
})

/** As the field for it has it: 2026-12-01T08:00, with seconds where there are some. */
const toLocalTime = (iso: string): string => {
  const time = new Date(iso)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS).toISOString()
  return local.slice(0, -1).replace(/(?::00)?\.000$/, '')
}

/** Whether it is not said yet when it runs. */
export const isOpen = ({ kind, cron, minutes, at }: Draft): boolean =>
  (kind === 'cron' ? cron : kind === 'interval' ? minutes : at).trim() === ''

/** When it runs: what the server computes the next times from. */
export const rulesOf = ({ kind, cron, minutes, at, timezone }: Draft) => ({
  timezone,
  cron: kind === 'cron' ? cron : null,
  every_ms: kind === 'interval' ? Math.round(Number(minutes) * MINUTE_MS) : null,
  at: kind === 'once' && at !== '' ? new Date(at).toISOString() : null,
})

export const toNewSchedule = (draft: Draft): NewSchedule => ({
  ...rulesOf(draft),
  name: draft.name,
  script_id: Number(draft.scriptId),
  overlap: draft.overlap,
  input: inputOf(draft.input),
})

/** @throws SyntaxError for what is no JSON */
const inputOf = (text: string): unknown => {
  const parsed = parseJson(text)
  if ('error' in parsed) throw new SyntaxError(parsed.error)
  return parsed.value ?? null
}
