import type { Database } from '../../../db/client.ts'
import type { Writer } from '../../../db/writer.ts'
import type { RetentionRule } from '../../../domain/retention-rule.ts'
import type { TableStore } from '../../../engine/ports.ts'
import { findPrunable, type PruneRule, pruneContents, pruneExecutions } from './statements.ts'

// A larger number would block requests for noticeably longer.
const VACUUM_PAGES = 500

export interface RetentionRepositoryOptions {
  /** Called when graphs or variables were deleted, so that none of them is still taken for stored. */
  readonly onContentsPruned: () => void
  readonly tables: Pick<TableStore, 'remove'>
}

export class RetentionRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #onContentsPruned: () => void
  readonly #tables: Pick<TableStore, 'remove'>

  constructor(database: Database, writer: Writer, { onContentsPruned, tables }: RetentionRepositoryOptions) {
    this.#tables = tables
    this.#database = database
    this.#writer = writer
    this.#onContentsPruned = onContentsPruned
  }

  /** Rules of the scripts that have their own. */
  async scriptRules(): Promise<readonly { readonly id: number; readonly rule: RetentionRule }[]> {
    const { rows } = await this.#database.execute(
      'SELECT id, retention FROM scripts WHERE retention IS NOT NULL ORDER BY id',
    )
    return rows.map(({ id, retention }) => ({ id: Number(id), rule: JSON.parse(String(retention)) }))
  }

  /** The number of executions of a script, or of ended executions of all scripts. */
  async count(scriptId: number | undefined): Promise<number> {
    const { rows } = await this.#database.execute(
      scriptId === undefined
        ? 'SELECT sum(count) AS count FROM execution_totals'
        : { sql: 'SELECT count(*) AS count FROM executions WHERE script_id = ?', args: [scriptId] },
    )
    return Number(rows[0]?.count ?? 0)
  }

  /** Deletes the executions that the rule selects, and returns their number. */
  async prune(rule: PruneRule): Promise<number> {
    const { rows } = await this.#database.execute(findPrunable(rule))
    if (rows.length === 0) return 0
    const ids = rows.map(({ id }) => String(id))
    const gone = await this.#writer.write(pruneExecutions, ids)
    await this.#tables.remove(ids)
    return gone
  }

  async pruneContents(): Promise<void> {
    // Also before: executions that are saved in the same transaction must store theirs again.
    this.#onContentsPruned()
    const gone = await this.#writer.write(pruneContents, undefined)
    if (gone > 0) this.#onContentsPruned()
  }

  /** Size of the database without the space that is free for reuse. */
  async usedBytes(): Promise<number> {
    const { pages, free, size } = await this.#pages()
    return (pages - free) * size
  }

  /** Returns a part of the free space to the file system; `false` when too little is free. */
  async returnSpace(): Promise<boolean> {
    // A server lets no client shrink its file; it fills the free space with new rows.
    if (this.#database.isRemote) return false
    const { pages, free } = await this.#pages()
    // Some free space is useful: new rows fill it without growing the file.
    if (free < VACUUM_PAGES || free < pages / 20) return false
    // `execute` steps a statement only once, which would free a single page.
    await this.#database.runScript(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
    return (await this.#pages()).free < free
  }

  async #pages() {
    const { rows } = await this.#database.execute(
      `SELECT (SELECT page_count FROM pragma_page_count()) AS pages,
        (SELECT freelist_count FROM pragma_freelist_count()) AS free,
        (SELECT page_size FROM pragma_page_size()) AS size`,
    )
    const [found] = rows
    return { pages: Number(found?.pages), free: Number(found?.free), size: Number(found?.size) }
  }
}
