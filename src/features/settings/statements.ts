import type { WriteResult } from '../../db/write-thread/messages.ts'
import type { WriteKind } from '../../db/writer.ts'

/** A stored setting; `value` is JSON text. */
export interface SettingRow {
  readonly key: string
  readonly value: string
  /** ISO-8601. */
  readonly updated_at: string
}

export interface SettingWrite extends SettingRow {
  /** The stored setting that the write requires; null for none, `undefined` for any or none. */
  readonly expected: SettingRow | null | undefined
}

export const MAX_SETTINGS = 1000
/** Of all values together, as JSON: one request reads them all. */
export const MAX_TOTAL_BYTES = 1024 * 1024

// An equal value keeps its time, so that writing back what was read changes nothing.
const ON_CONFLICT = `ON CONFLICT DO UPDATE SET value = excluded.value,
  updated_at = iif(user_settings.value = excluded.value, user_settings.updated_at, excluded.updated_at)`

const SAVE = 'INSERT INTO user_settings (key, value, updated_at) SELECT ?, ?, ? WHERE'
const IS_UNCHANGED = 'EXISTS (SELECT 1 FROM user_settings WHERE key = ? AND value = ? AND updated_at = ?)'
const HAS_ROOM = `(SELECT count(*) < ${MAX_SETTINGS}
    AND coalesce(sum(octet_length(value)), 0) + octet_length(?) <= ${MAX_TOTAL_BYTES}
  FROM user_settings WHERE key <> ?)`

const IS_NEW = `NOT EXISTS (SELECT 1 FROM user_settings WHERE key = ?) AND ${HAS_ROOM}`

const conditionOf = ({ key, value, expected }: SettingWrite) => {
  const room = [value, key]
  if (expected) {
    const args = [expected.key, expected.value, expected.updated_at, ...room]
    return { sql: `${IS_UNCHANGED} AND ${HAS_ROOM}`, args }
  }
  return expected === null ? { sql: IS_NEW, args: [key, ...room] } : { sql: HAS_ROOM, args: room }
}

export interface SavedSetting {
  /** Time of the last change, which is an earlier one if the value is equal. */
  readonly updated_at: string
  readonly isNew: boolean
}

const SELECT_KNOWN = 'SELECT key FROM user_settings WHERE key IN (SELECT value FROM json_each(?))'

/** Gives `undefined` for a write that was refused. */
export const saveSetting: WriteKind<SettingWrite, SavedSetting | undefined> = {
  statements: (writes) => [
    { sql: SELECT_KNOWN, args: [JSON.stringify(writes.map(({ key }) => key))] },
    ...writes.map((write) => {
      const row = [write.key, write.value, write.updated_at]
      const condition = conditionOf(write)
      return {
        sql: `${SAVE} ${condition.sql} ${ON_CONFLICT} RETURNING updated_at`,
        args: [...row, ...condition.args],
      }
    }),
  ],
  results: ([known, ...sets], writes) => {
    const keys = new Set(known?.rows.map(({ key }) => String(key)))
    return writes.map(({ key }, index) => savedOf(keys, key, sets[index]))
  },
}

/** Adds the key to those that are known to the following writes of the commit. */
const savedOf = (keys: Set<string>, key: string, set: WriteResult | undefined): SavedSetting | undefined => {
  const updated_at = set?.rows[0]?.updated_at?.toString()
  if (updated_at === undefined) return undefined
  const isNew = !keys.has(key)
  keys.add(key)
  return { updated_at, isNew }
}

/** Deletes a setting unless it has changed since it was read, which gives `false`. */
export const deleteSetting: WriteKind<SettingRow, boolean> = {
  statements: (items) =>
    items.map(({ key, value, updated_at }) => ({
      sql: 'DELETE FROM user_settings WHERE key = ? AND value = ? AND updated_at = ?',
      args: [key, value, updated_at],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

/** Replaces all settings by these. Values stay JSON text within the JSON, because SQLite parses only 1000 levels. */
export const replaceSettings: WriteKind<readonly SettingRow[], void> = {
  statements: (items) =>
    items.flatMap((rows) => {
      const args = [JSON.stringify(rows)]
      return [
        {
          sql: `DELETE FROM user_settings WHERE key NOT IN (SELECT value ->> 'key' FROM json_each(?))`,
          args,
        },
        {
          sql: `INSERT INTO user_settings (key, value, updated_at)
            SELECT item.value ->> 'key', item.value ->> 'value', item.value ->> 'updated_at'
            FROM json_each(?) AS item WHERE true ${ON_CONFLICT}`,
          args,
        },
      ]
    }),
  results: (_sets, items) => items.map(() => undefined),
}
