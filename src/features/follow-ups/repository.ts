import { and, asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { pageReader } from '../../db/page-reader.ts'
import { followUps } from '../../db/schema/follow-ups.ts'
import type { Writer } from '../../db/writer.ts'
import type { Page } from '../../domain/cursor.ts'
import type { FollowUpKind } from '../../domain/triggers/trigger.ts'
import { type Skip, skipFollowUp, throttledQuery } from './statements.ts'

export interface PendingFollowUp {
  /** Of the execution that has ended. */
  readonly execution_id: string
  readonly kind: FollowUpKind
  readonly script_id: number
}

export interface FollowUpFilter {
  readonly outcome?: string | undefined
  readonly kind?: string | undefined
  readonly script_id?: number | undefined
  readonly execution_id?: string | undefined
  readonly after?: readonly [string] | undefined
  readonly limit: number
}

const readPage = pageReader({
  columns: {
    execution_id: followUps.execution_id,
    kind: followUps.kind,
    script_id: followUps.script_id,
    outcome: followUps.outcome,
    reason: followUps.reason,
    started_execution_id: followUps.started_id,
    created_at: followUps.created_at,
    decided_at: followUps.decided_at,
  },
  key: [followUps.execution_id],
  direction: 'DESC',
})

const prepare = ({ orm }: Database) => ({
  pending: orm
    .select({
      execution_id: followUps.execution_id,
      kind: followUps.kind,
      script_id: followUps.script_id,
    })
    .from(followUps)
    .where(and(eq(followUps.outcome, 'pending')))
    .orderBy(asc(followUps.execution_id))
    .limit(sql.placeholder('limit'))
    .prepare(),
})

export class FollowUpRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  /** The oldest that are neither started nor skipped. */
  async pending(limit: number): Promise<readonly PendingFollowUp[]> {
    // Guarantee: only these kinds are written.
    return (await this.#query.pending.all({ limit })) as PendingFollowUp[]
  }

  /** Whether the script has started for a failure of this schedule so shortly before that it must not again. */
  async isThrottled(scheduleId: number, now: number): Promise<boolean> {
    const { rows } = await this.#database.execute(throttledQuery(scheduleId, now))
    return rows.length > 0
  }

  skip(skip: Skip): Promise<void> {
    return this.#writer.write(skipFollowUp, skip)
  }

  /** The latest executions first. */
  page({ outcome, kind, script_id, execution_id, after, limit }: FollowUpFilter): Promise<Page> {
    const where = {
      'outcome = ?': outcome,
      'kind = ?': kind,
      'script_id = ?': script_id,
      'execution_id = ?': execution_id,
    }
    return readPage(this.#database, { where, after, limit })
  }
}
