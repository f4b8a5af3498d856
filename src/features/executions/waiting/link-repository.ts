import type { Database } from '../../../db/client.ts'
import type { ResumeLink } from '../../../engine/ports.ts'
import { IS_ACTIVE } from '../store/execution-codec.ts'

/** A link is used up after it was used, or when none of its nodes waits or can still start to wait. */
const IS_OPEN = `SELECT EXISTS (SELECT 1 FROM executions WHERE id = ? AND ${IS_ACTIVE})
    AND NOT EXISTS (SELECT 1 FROM events WHERE id = ?)
    AND EXISTS (SELECT 1 FROM json_each(?) AS node WHERE NOT EXISTS (SELECT 1 FROM node_executions
      WHERE execution_id = ? AND path = ? AND node_id = node.value AND status NOT IN ('pending', 'running'))) AS is_open`

/** A link, with the id of the event that its use sends. */
export type LinkUse = Omit<ResumeLink, 'node_id'> & { readonly eventId: string }

export class LinkRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async isOpen({ execution_id, path, waits, eventId }: LinkUse): Promise<boolean> {
    const args = [execution_id, eventId, JSON.stringify(waits), execution_id, path]
    const { rows } = await this.#database.execute({ sql: IS_OPEN, args })
    return rows[0]?.is_open === 1
  }
}
