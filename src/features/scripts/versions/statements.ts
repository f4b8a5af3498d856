import type { InStatement } from '@libsql/client'
import { jsonObject } from '../../../db/page-reader.ts'
import type { WriteKind } from '../../../db/writer.ts'
import { settingColumns } from '../store/settings-codec.ts'

/** Who saves a change, and why. */
export interface Saving {
  /** The id of an API key. */
  readonly by: string | null
  readonly note: string | null
}

const SETTINGS = jsonObject(settingColumns)

const keepVersion = (condition: string, saving: Saving, args: readonly (string | number)[]) => ({
  // Another write may have made this version before, and this one none.
  sql: `INSERT OR IGNORE INTO script_versions (script_id, version, graph_hash, settings, node_count, saved_at, saved_by, note)
    SELECT id, version, graph_hash, ${SETTINGS}, node_count, updated_at, ?, ? FROM scripts WHERE ${condition}`,
  args: [saving.by, saving.note, ...args],
})

/** Keeps the first version of a new script. */
export const keepFirst = (scriptName: string, saving: Saving): InStatement =>
  keepVersion('name = ?', saving, [scriptName])

/** Keeps this version of a script, if the write has made it. */
export const keepNext = (id: number, version: number, saving: Saving): InStatement =>
  keepVersion('id = ? AND version = ?', saving, [id, version])

/** Keeps the current versions of the scripts in a JSON list of objects with their ids. */
export const keepAll = (list: string, saving: Saving): InStatement =>
  keepVersion("id IN (SELECT value ->> 'id' FROM json_each(?))", saving, [list])

/** Does nothing for a graph that is already stored, which has no text here. */
export const storeGraph = (hash: string, text: string | null): InStatement => ({
  sql: 'INSERT OR IGNORE INTO graphs (hash, graph) SELECT ?1, ?2 WHERE ?2 IS NOT NULL',
  args: [hash, text],
})

/** Deletes the versions of a script before the last ones; 0 for none. */
export const trimVersions = (id: number, version: number, kept: number): InStatement => ({
  sql: 'DELETE FROM script_versions WHERE script_id = ? AND version <= ?',
  args: [id, kept === 0 ? 0 : version - kept],
})

export interface OldVersions {
  /** Those saved before this time, ISO-8601. */
  readonly before: string
  readonly limit: number
}

const SELECT_OLD = `SELECT old.rowid FROM script_versions AS old
  WHERE old.saved_at < ? AND old.version < (SELECT version FROM scripts WHERE scripts.id = old.script_id)
  ORDER BY old.saved_at LIMIT ?`

/** Finds old versions, but no current ones. */
export const findOldVersions = ({ before, limit }: OldVersions) => ({
  sql: SELECT_OLD,
  args: [before, limit],
})

/** Deletes what `findOldVersions` finds; returns how many. */
export const deleteOldVersions: WriteKind<OldVersions, number> = {
  statements: (items) =>
    items.map(({ before, limit }) => ({
      sql: `DELETE FROM script_versions WHERE rowid IN (${SELECT_OLD})`,
      args: [before, limit],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected),
}
