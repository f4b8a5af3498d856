import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { pageReaders } from '../../../db/lists/page-readers.ts'
import type { PagedList } from '../../../db/page-reader.ts'
import { graphs, scripts } from '../../../db/schema.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import { SCRIPT_ORDERS, type ScriptOrderName } from '../../../domain/lists/orders.ts'
import { folded } from '../../../domain/plain-text.ts'
import { StoredGraph } from '../../../engine/graph/stored-graph.ts'
import { SharedLock } from '../../../lib/async/shared-lock.ts'
import { type ScriptSettings, settingColumns } from './settings-codec.ts'
import {
  createScript,
  deleteScript,
  indexNames,
  type OrderWrite,
  orderScripts,
  type Position,
  replaceScript,
  type ScriptWrite,
} from './statements.ts'

export interface ScriptRow extends ScriptSettings {
  readonly id: number
  readonly version: number
  readonly node_count: number
  readonly created_at: string
  readonly updated_at: string
}

/** A stored script: its row and its graph. */
export interface StoredScript {
  readonly row: ScriptRow
  readonly source: StoredGraph
}

export interface ScriptFilter {
  readonly q?: string | undefined
  readonly active?: boolean | undefined
  readonly tag?: readonly string[] | undefined
  readonly sort?: ScriptOrderName | undefined
  /** The sort key of the last script of the previous page. */
  readonly after?: readonly (string | number)[] | undefined
  readonly limit: number
}

const summary = {
  id: scripts.id,
  ...settingColumns,
  version: scripts.version,
  node_count: scripts.node_count,
  created_at: scripts.created_at,
  updated_at: scripts.updated_at,
}

/** In a message. */
const MAX_NAMED = 10

const HAS_ALL_TAGS =
  'NOT EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(tags)))'

const KEYS = {
  '-updated_at': [scripts.updated_at, scripts.id],
  updated_at: [scripts.updated_at, scripts.id],
  name: [scripts.name],
  '-name': [scripts.name],
  created_at: [scripts.id],
  '-created_at': [scripts.id],
} as const satisfies Record<ScriptOrderName, PagedList['key']>

const readers = pageReaders(summary, KEYS, SCRIPT_ORDERS[0])

/** Conditions on scripts; without an index that has the order of the list, SQLite is kept from using one of activity. */
const conditionsOf = ({ q, active, tag }: Pick<ScriptFilter, 'q' | 'active' | 'tag'>, isByTime: boolean) => ({
  'instr(name_folded, ?) > 0': q ? folded(q) : undefined,
  [isByTime ? 'active = ?' : '+active = ?']: active,
  [HAS_ALL_TAGS]: tag && JSON.stringify(tag),
})

const prepare = ({ orm }: Database) => ({
  find: orm
    .select({ ...summary, hash: scripts.graph_hash, text: graphs.graph })
    .from(scripts)
    .innerJoin(graphs, eq(graphs.hash, scripts.graph_hash))
    .where(eq(scripts.id, sql.placeholder('id')))
    .prepare(),
})

export class ScriptRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #keptVersions: number
  readonly #changes = new SharedLock()
  readonly #query: ReturnType<typeof prepare>

  /** @param keptVersions how many versions of a script are kept; 0 for all */
  constructor(database: Database, writer: Writer, keptVersions = 0) {
    this.#database = database
    this.#writer = writer
    this.#keptVersions = keptVersions
    this.#query = prepare(database)
  }

  /** The script with its graph, in one statement; `undefined` also for one that has lost its graph by damage. */
  async find(id: number): Promise<StoredScript | undefined> {
    const found = await this.#query.find.get({ id })
    if (!found) return undefined
    const { hash, text, ...row } = found
    return { row, source: new StoredGraph({ hash, text }) }
  }

  /** `ScriptRow`s. */
  page({ q, active, tag, sort = SCRIPT_ORDERS[0], after, limit }: ScriptFilter): Promise<Page> {
    const where = conditionsOf({ q, active, tag }, KEYS[sort].length > 1)
    return readers[sort](this.#database, { where, after, limit })
  }

  /** Ids of scripts, the oldest first. */
  async ids({ limit, ...filter }: Omit<ScriptFilter, 'sort' | 'after'>): Promise<number[]> {
    const { items } = await readers.created_at(this.#database, { where: conditionsOf(filter, false), limit })
    const scripts: readonly Pick<ScriptRow, 'id'>[] = JSON.parse(items)
    return scripts.map(({ id }) => id)
  }

  /** Prepares the names of scripts for comparing and searching that an earlier version has stored. */
  async indexNames(): Promise<void> {
    const { id, name, name_folded } = scripts
    const names = await this.#database.orm.select({ id, name }).from(scripts).where(isNull(name_folded))
    if (names.length > 0) await this.#writer.write(indexNames, names)
  }

  /** Ids of the active scripts in execution order. */
  async activeIds(): Promise<number[]> {
    const rows = await this.#database.orm
      .select({ id: scripts.id })
      .from(scripts)
      .where(eq(scripts.active, true))
      .orderBy(scripts.execution_order, scripts.id)
    return rows.map(({ id }) => id)
  }

  /** Those of the ids that exist. */
  async existing(ids: readonly number[]): Promise<Set<number>> {
    const rows = await this.#database.orm
      .select({ id: scripts.id })
      .from(scripts)
      .where(inArray(scripts.id, [...ids]))
    return new Set(rows.map(({ id }) => id))
  }

  /** Ids of the scripts that name this one as `on_failure` or `on_success`. */
  async followedBy(id: number): Promise<number[]> {
    const rows = await this.#database.orm
      .select({ id: scripts.id })
      .from(scripts)
      .where(or(eq(scripts.on_failure, id), eq(scripts.on_success, id)))
      .orderBy(scripts.id)
      .limit(MAX_NAMED)
    return rows.map((row) => row.id)
  }

  /** The id of an unchanged script with the content of `write`. */
  async findNew({ name, source }: ScriptWrite): Promise<number | undefined> {
    const [found] = await this.#database.orm
      .select({ id: scripts.id })
      .from(scripts)
      .where(and(eq(scripts.name, name), eq(scripts.graph_hash, source.hash), eq(scripts.version, 1)))
    return found?.id
  }

  /** @throws a constraint violation when the name is taken, or a script that it names does not exist */
  async create(write: ScriptWrite): Promise<StoredScript> {
    const id = await this.#changes.shared(() => this.#writer.write(createScript, write))
    return written(write, { id, version: 1, created_at: write.now })
  }

  /** Replaces the script in this version, and returns it as it is now; `undefined` when there is no such version. */
  async replace({ row, source }: StoredScript, write: ScriptWrite): Promise<StoredScript | undefined> {
    const { id, version, created_at } = row
    const hasSameGraph = source.hash === write.source.hash
    const replacement = { ...write, id, version, hasSameGraph, keptVersions: this.#keptVersions }
    const isSaved = await this.#changes.shared(() => this.#writer.write(replaceScript, replacement))
    return isSaved ? written(write, { id, version: version + 1, created_at }) : undefined
  }

  /**
   * Deletes the script in this version; `false` when there is no such version.
   * @throws a constraint violation when other scripts name it
   */
  remove(id: number, version: number): Promise<boolean> {
    return this.#changes.shared(() => this.#writer.write(deleteScript, { id, version }))
  }

  /** Changes positions; `false` when the current ones are not accepted. */
  async order(
    { positions, ...write }: OrderWrite,
    isAccepted?: (current: readonly Position[]) => boolean,
  ): Promise<boolean> {
    const order = async () => {
      if (isAccepted && !isAccepted(await this.positions())) return false
      await this.#writer.write(orderScripts, { positions, ...write })
      return true
    }
    return isAccepted ? this.#changes.exclusive(order) : this.#changes.shared(order)
  }

  /** The positions of all scripts, in execution order. */
  positions(): Promise<Position[]> {
    return this.#database.orm
      .select({ id: scripts.id, execution_order: scripts.execution_order })
      .from(scripts)
      .orderBy(scripts.execution_order, scripts.id)
  }
}

/** What is on disk after a write, so that nobody has to read it again. */
const written = (
  write: ScriptWrite,
  { id, version, created_at }: Pick<ScriptRow, 'id' | 'version' | 'created_at'>,
): StoredScript => {
  const { source, now, saving: _, ...settings } = write
  const node_count = source.graph.nodes.length
  return {
    row: { id, ...settings, version, node_count, created_at, updated_at: now },
    source: new StoredGraph(source),
  }
}
