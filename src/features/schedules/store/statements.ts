import type { InValue } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import type { Overlap } from '../../../domain/triggers/overlap.ts'
import { type NextTick, recordSkipped, type TickRecord } from './tick-statements.ts'

/** What clients decide about a schedule. */
export interface ScheduleSettings {
  readonly script_id: number
  readonly name: string
  readonly cron: string | null
  readonly every_ms: number | null
  readonly at: string | null
  readonly timezone: string
  readonly input?: unknown
  readonly enabled: boolean
  readonly starts_at: string | null
  readonly ends_at: string | null
  readonly jitter_ms: number
  readonly overlap: Overlap
  readonly catchup_window_ms: number
  readonly pause_after_failures: number
  readonly on_failure_throttle_ms: number
}

/** The fields that a client sets, and the next tick that follows from them. */
export interface ScheduleWrite {
  readonly settings: ScheduleSettings
  readonly next: NextTick
  /** Ticks until then are never started. */
  readonly decided: number
  /** ISO-8601. */
  readonly now: string
  /** The id after which executions count as failures; left as it is by default. */
  readonly failuresAfter?: string | undefined
  /** Ticks that this write skips: those of a pause, and those that the new times do not have. */
  readonly skipped?: readonly TickRecord[]
}

export interface Versioned {
  readonly id: number
  readonly version: number
}

const COLUMNS = [
  'script_id',
  'name',
  'cron',
  'every_ms',
  'at',
  'timezone',
  'input',
  'enabled',
  'starts_at',
  'ends_at',
  'jitter_ms',
  'overlap',
  'catchup_window_ms',
  'pause_after_failures',
  'on_failure_throttle_ms',
] as const satisfies (keyof ScheduleSettings)[]

const valuesOf = (settings: ScheduleSettings): InValue[] =>
  COLUMNS.map((name) => {
    const value = settings[name]
    if (name === 'input') return JSON.stringify(value ?? null)
    // Guarantee: all other columns are texts, numbers, booleans or null.
    return typeof value === 'boolean' ? Number(value) : (value as InValue)
  })

/** Meets unchanged schedules with exactly these settings. */
export const unchangedWith = (
  settings: ScheduleSettings,
): { readonly sql: string; readonly args: InValue[] } => ({
  sql: `version = 1 AND ${COLUMNS.map((name) => `${name} IS ?`).join(' AND ')}`,
  args: valuesOf(settings),
})

/** Gives the new id; `undefined` when the script does not exist. */
export const createSchedule: WriteKind<ScheduleWrite, number | undefined> = {
  statements: (writes) =>
    writes.map(({ settings, next, decided, now }) => ({
      sql: `INSERT INTO schedules (${COLUMNS}, next_tick, due, decided, version, created_at, updated_at)
        SELECT ${COLUMNS.map(() => '?')}, ?, ?, ?, 1, ?, ? WHERE EXISTS (SELECT 1 FROM scripts WHERE id = ?) RETURNING id`,
      args: [...valuesOf(settings), next.tick, next.due, decided, now, now, settings.script_id],
    })),
  results: (sets) => sets.map(({ rows }) => (rows[0] ? Number(rows[0].id) : undefined)),
}

/** `false` when the schedule has changed since it was read, or ticked. */
export const replaceSchedule: WriteKind<
  ScheduleWrite & Versioned & { readonly from: number | null },
  boolean
> = {
  statements: (writes) =>
    writes.flatMap(({ settings, next, decided, now, failuresAfter, skipped = [], id, version, from }) => [
      ...skipped.map((record) => recordSkipped(record, { version, from })),
      {
        sql: `UPDATE schedules SET ${COLUMNS.map((name) => `${name} = ?`)}, next_tick = ?, due = ?, decided = ?,
        failures_after = coalesce(?, failures_after), version = version + 1, updated_at = ?
        WHERE id = ? AND version = ? AND next_tick IS ? AND EXISTS (SELECT 1 FROM scripts WHERE id = ?)`,
        args: [
          ...valuesOf(settings),
          next.tick,
          next.due,
          decided,
          failuresAfter ?? null,
          now,
          id,
          version,
          from,
          settings.script_id,
        ],
      },
    ]),
  results: (sets, writes) => {
    let last = -1
    return writes.map(({ skipped = [] }) => {
      last += skipped.length + 1
      return (sets[last]?.rowsAffected ?? 0) > 0
    })
  },
}

export const deleteSchedule: WriteKind<Versioned, boolean> = {
  statements: (items) =>
    items.map(({ id, version }) => ({
      sql: 'DELETE FROM schedules WHERE id = ? AND version = ?',
      args: [id, version],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** Pauses a schedule after failures. */
export const pauseSchedule: WriteKind<{ readonly id: number; readonly now: string }, boolean> = {
  statements: (items) =>
    items.map(({ id, now }) => ({
      sql: `UPDATE schedules SET enabled = 0, due = NULL, version = version + 1, updated_at = ?
        WHERE id = ? AND enabled = 1`,
      args: [now, id],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}
