import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../db/writer.ts'
import { composed, folded } from '../../domain/plain-text.ts'
import type { RetentionRule } from '../../domain/retention-rule.ts'
import type { OnMaxConcurrent } from '../../domain/triggers/max-concurrent.ts'
import type { WrittenGraph } from '../../engine/graph/graph.ts'
import { keepAll, keepFirst, keepNext, type Saving, storeGraph, trimVersions } from './versions/statements.ts'

/** The desired content of a script. */
export interface ScriptWrite {
  readonly name: string
  readonly description: string | null
  readonly active: boolean
  readonly execution_order: number
  readonly retention: RetentionRule | null
  readonly strict: boolean
  readonly tags: string[]
  readonly timeout_ms: number | null
  readonly max_concurrent: number | null
  readonly on_max_concurrent: OnMaxConcurrent
  readonly on_failure: number | null
  readonly on_success: number | null
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

const weigh = ({ source }: ScriptWrite): number => source.text.length

export const createScript: WriteKind<ScriptWrite, number> = {
  weigh,
  statements: (writes) =>
    writes.flatMap((write): InStatement[] => [
      {
        sql: `INSERT INTO scripts (name, name_key, name_folded, description, active, execution_order, retention, strict, tags, timeout_ms,
            max_concurrent, on_max_concurrent, on_failure, on_success, graph_hash, node_count, version, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) RETURNING id`,
        args: [...settingsOf(write), write.now, write.now],
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
        sql: `UPDATE scripts SET name = ?, name_key = ?, name_folded = ?, description = ?, active = ?, execution_order = ?, retention = ?, strict = ?, tags = ?, timeout_ms = ?,
          max_concurrent = ?, on_max_concurrent = ?, on_failure = ?, on_success = ?, graph_hash = ?, node_count = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
        args: [...settingsOf(write), write.now, write.id, write.version],
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

const settingsOf = ({
  name,
  description,
  active,
  execution_order,
  retention,
  strict,
  tags,
  timeout_ms,
  max_concurrent,
  on_max_concurrent,
  on_failure,
  on_success,
  source,
}: ScriptWrite) => [
  name,
  composed(name),
  folded(name),
  description,
  active ? 1 : 0,
  execution_order,
  retention && JSON.stringify(retention),
  strict ? 1 : 0,
  JSON.stringify(tags),
  timeout_ms,
  max_concurrent,
  on_max_concurrent,
  on_failure,
  on_success,
  source.hash,
  source.graph.nodes.length,
]
