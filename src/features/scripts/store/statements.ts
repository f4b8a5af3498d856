import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import { composed, folded } from '../../../domain/plain-text.ts'
import type { WrittenGraph } from '../../../engine/graph/graph.ts'
import {
  keepAll,
  keepFirst,
  keepNext,
  type Saving,
  storeGraph,
  trimVersions,
} from '../versions/statements.ts'
import { type ScriptSettings, settingColumns, settingValues } from './settings-codec.ts'

/** The desired content of a script. */
export interface ScriptWrite extends ScriptSettings {
  readonly source: WrittenGraph
  /** ISO-8601. */
  readonly now: string
  readonly saving: Saving
}

interface Versioned {
  readonly id: number
  readonly version: number
}

/** A change of a script in this version. */
export interface ScriptReplacement extends ScriptWrite, Versioned {
  /** Whether the graph is the one of that version. */
  readonly hasSameGraph: boolean
  /** How many versions are kept; 0 for all. */
  readonly keptVersions: number
}

const WRITTEN = [...Object.keys(settingColumns), 'name_key', 'name_folded', 'graph_hash', 'node_count']

const valuesOf = (write: ScriptWrite) => {
  const { name, source } = write
  return [...settingValues(write), composed(name), folded(name), source.hash, source.graph.nodes.length]
}

const weigh = ({ source }: ScriptWrite): number => source.text.length

export const createScript: WriteKind<ScriptWrite, number> = {
  weigh,
  statements: (writes) =>
    writes.flatMap((write): InStatement[] => [
      {
        sql: `INSERT INTO scripts (${WRITTEN}, version, created_at, updated_at)
            VALUES (${WRITTEN.map(() => '?')}, 1, ?, ?) RETURNING id`,
        args: [...valuesOf(write), write.now, write.now],
      },
      storeGraph(write.source.hash, write.source.text),
      keepFirst(write.name, write.saving),
    ]),
  results: (sets, writes) => writes.map((_, index) => Number(sets[index * 3]?.rows[0]?.id)),
}

/** Does nothing when another write has replaced the version that was read; its graph is then stored for nobody. */
export const replaceScript: WriteKind<ScriptReplacement, boolean> = {
  weigh,
  statements: (writes) =>
    writes.flatMap((write): InStatement[] => [
      {
        sql: `UPDATE scripts SET ${WRITTEN.map((name) => `${name} = ?`)}, updated_at = ?, version = version + 1
          WHERE id = ? AND version = ?`,
        args: [...valuesOf(write), write.now, write.id, write.version],
      },
      storeGraph(write.source.hash, write.hasSameGraph ? null : write.source.text),
      keepNext(write.id, write.version + 1, write.saving),
      trimVersions(write.id, write.version + 1, write.keptVersions),
    ]),
  results: (sets, writes) => writes.map((_, index) => sets[index * 4]?.rowsAffected === 1),
}

export const deleteScript: WriteKind<Versioned, boolean> = {
  statements: (items) =>
    items.map(({ id, version }) => ({
      sql: 'DELETE FROM scripts WHERE id = ? AND version = ?',
      args: [id, version],
    })),
  results: (sets) => sets.map(({ rowsAffected }) => rowsAffected > 0),
}

export interface Position {
  readonly id: number
  readonly execution_order: number
}

export interface OrderWrite {
  readonly positions: readonly Position[]
  readonly now: string
  readonly saving: Saving
}

export const orderScripts: WriteKind<OrderWrite, void> = {
  statements: (items) =>
    items.flatMap(({ positions, now, saving }) => [
      {
        sql: `UPDATE scripts SET execution_order = position.value ->> 'execution_order', updated_at = ?,
          version = version + 1
          FROM json_each(?) AS position
          WHERE scripts.id = position.value ->> 'id' AND execution_order <> position.value ->> 'execution_order'`,
        args: [now, JSON.stringify(positions)],
      },
      keepAll(JSON.stringify(positions), saving),
    ]),
  results: (_sets, items) => items.map(() => undefined),
}

export interface NamedScript {
  readonly id: number
  readonly name: string
}

/** Fills in the forms of names in which they are compared and searched. Of names that differ only in form, one is compared. */
export const indexNames: WriteKind<readonly NamedScript[], void> = {
  statements: (items) =>
    items.flatMap((scripts) => {
      const rows = scripts.map(({ id, name }) => ({ id, key: composed(name), folded: folded(name) }))
      const args = [JSON.stringify(rows)]
      return [
        {
          sql: `UPDATE scripts SET name_folded = item.value ->> 'folded'
            FROM json_each(?) AS item WHERE scripts.id = item.value ->> 'id'`,
          args,
        },
        {
          sql: `UPDATE OR IGNORE scripts SET name_key = item.value ->> 'key'
            FROM json_each(?) AS item WHERE scripts.id = item.value ->> 'id'`,
          args,
        },
      ]
    }),
  results: (_sets, items) => items.map(() => undefined),
}
