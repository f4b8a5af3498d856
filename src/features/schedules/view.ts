import { contentTag } from '../../lib/store/content-tag.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { Schedule } from './schema.ts'
import type { ScheduleRow } from './store/repository.ts'
import type { ScheduleSettings } from './store/statements.ts'
import type { StoredTick, TickRecord } from './store/tick-statements.ts'
import type { ScheduleTick } from './tick-schema.ts'
import type { Timings } from './ticking/timing.ts'

const SHOWN_TIMES = 5

export interface TaggedSchedule {
  readonly schedule: Schedule
  readonly etag: string
}

export interface SavedSchedule extends TaggedSchedule {
  /** Whether its settings differ from before. */
  readonly isChanged: boolean
}

export const settingsOf = (row: ScheduleRow): ScheduleSettings & { readonly input: unknown } => ({
  script_id: row.script_id,
  name: row.name,
  cron: row.cron,
  every_ms: row.every_ms,
  at: row.at,
  timezone: row.timezone,
  starts_at: row.starts_at,
  ends_at: row.ends_at,
  input: JSON.parse(row.input),
  enabled: row.enabled,
  jitter_ms: row.jitter_ms,
  overlap: row.overlap,
  catchup_window_ms: row.catchup_window_ms,
  pause_after_failures: row.pause_after_failures,
  on_failure_throttle_ms: row.on_failure_throttle_ms,
})

/** The tag of what clients can change, on which `If-Match` depends. */
export const settingsTag = ({ id, version }: Pick<ScheduleRow, 'id' | 'version'>): string =>
  `"${id}-${version}"`

/**
 * The tag of all that is shown has that of the settings before the dot, so that a tick does not invalidate an
 * `If-Match`.
 */
const viewTag = (row: ScheduleRow, shown: readonly unknown[]): string =>
  `${settingsTag(row).slice(0, -1)}.${contentTag(JSON.stringify(shown)).slice(1)}`

const withoutShown = (header: string | undefined): string | undefined => header?.replaceAll(/\.[\w-]+"/g, '"')

interface Preconditions {
  readonly 'if-match'?: string | undefined
  readonly 'if-none-match'?: string | undefined
}

/** Of the tags in both headers, only what concerns settings. */
export const onlySettings = (headers: Preconditions): Preconditions => ({
  'if-match': withoutShown(headers['if-match']),
  'if-none-match': withoutShown(headers['if-none-match']),
})

export const toSchedule = (row: ScheduleRow, timings: Timings): TaggedSchedule => {
  const { id, next_tick, due, missed, version, created_at, updated_at } = row
  const next_times =
    due === null || next_tick === null ? [] : [next_tick, ...following(row, next_tick, timings)]
  const last = row.last === null ? null : { ...JSON.parse(row.last), status: row.status ?? null }
  const shown = { next_times: next_times.map(isoTime), last, missed }
  return {
    schedule: {
      id,
      ...settingsOf(row),
      ...shown,
      version,
      created_at,
      updated_at,
    },
    etag: viewTag(row, Object.values(shown)),
  }
}

const following = (row: ScheduleRow, tick: number, timings: Timings) =>
  timings.after(row, tick, { limit: SHOWN_TIMES - 1 })

export const toTick = (record: Omit<TickRecord, 'scheduleId'>): ScheduleTick => ({
  time: isoTime(record.tick),
  kind: record.kind,
  outcome: record.outcome,
  reason: record.reason,
  execution_id: record.executionId,
  until: isoTime(record.lastTick),
  count: record.count,
  recorded_at: isoTime(record.recordedAt),
})

export const fromStoredTick = ({ last_tick, execution_id, recorded_at, ...rest }: StoredTick): ScheduleTick =>
  toTick({
    ...rest,
    lastTick: last_tick,
    executionId: execution_id,
    recordedAt: Date.parse(recorded_at),
  })
