import type { Database } from '../../../db/client.ts'
import { pageReader } from '../../../db/page-reader.ts'
import { scriptVersions } from '../../../db/schema/versions.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import type { Graph } from '../../../engine/graph/graph.ts'
import { deleteOldVersions, findOldVersions, type OldVersions } from './statements.ts'

const { version, node_count, saved_at, saved_by, note } = scriptVersions

const readPage = pageReader({
  columns: { version, node_count, saved_at, saved_by, note },
  computed: { name: "settings ->> 'name'" },
  key: [version],
  direction: 'DESC',
})

const FIND = `SELECT version, node_count, saved_at, saved_by, note, settings, graph
  FROM script_versions JOIN graphs ON graphs.hash = graph_hash WHERE script_id = ? AND version = ?`

export interface VersionPage {
  /** The version before the first one. */
  readonly after?: readonly number[] | undefined
  readonly limit: number
}

export interface StoredVersion {
  readonly version: number
  readonly node_count: number
  readonly saved_at: string
  readonly saved_by: string | null
  readonly note: string | null
  readonly settings: Readonly<Record<string, unknown>>
  readonly graph: Graph
}

export class VersionRepository {
  readonly #database: Database
  readonly #writer: Writer

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
  }

  /** Versions of a script without their content, the last one first. */
  page(scriptId: number, { after, limit }: VersionPage): Promise<Page> {
    return readPage(this.#database, { where: { 'script_id = ?': scriptId }, after, limit })
  }

  async find(scriptId: number, version: number): Promise<StoredVersion | undefined> {
    const { rows } = await this.#database.execute({ sql: FIND, args: [scriptId, version] })
    const [found] = rows
    if (!found) return undefined
    const { settings, graph, ...head } = found
    // Guarantee: the statement selects these columns, which only statements of this folder write.
    const row = head as unknown as Omit<StoredVersion, 'settings' | 'graph'>
    return { ...row, settings: JSON.parse(String(settings)), graph: JSON.parse(String(graph)) }
  }

  /** Returns how many were deleted. */
  async deleteOld(rule: OldVersions): Promise<number> {
    // There are rarely any, and the first write of a server starts a thread.
    const { rows } = await this.#database.execute(findOldVersions({ ...rule, limit: 1 }))
    return rows.length === 0 ? 0 : this.#writer.write(deleteOldVersions, rule)
  }
}
