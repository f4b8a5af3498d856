import { and, lte, notInArray, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { executions } from '../../../db/schema.ts'
import type { WriteKind, Writer } from '../../../db/writer.ts'
import type { DelayedCount, DelayedStore, ExecutionHead } from '../../../engine/records.ts'
import { isoTime } from '../../../lib/time/clock.ts'
import { fromHeadRow, headColumns } from './execution-codec.ts'

const PER_READ = 100

const isDelayed = sql`${executions.status} = 'scheduled'`
const caller = sql<string>`coalesce(${executions.caller}, '')`

const prepare = ({ orm }: Database) => ({
  counts: orm
    .select({ caller, count: sql<number>`count(*)` })
    .from(executions)
    .where(isDelayed)
    .groupBy(caller)
    .prepare(),
  first: orm
    .select({ time: executions.start_at })
    .from(executions)
    .where(isDelayed)
    .orderBy(executions.start_at)
    .limit(1)
    .prepare(),
  due: orm
    .select(headColumns)
    .from(executions)
    .where(
      and(
        isDelayed,
        lte(executions.start_at, sql.placeholder('now')),
        notInArray(caller, sql`(SELECT value FROM json_each(${sql.placeholder('without')}))`),
      ),
    )
    .orderBy(executions.start_at, executions.id)
    .limit(PER_READ)
    .prepare(),
})

/** Executions whose time has not come, found by an index that has only them. */
export class DelayedRepository implements DelayedStore {
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#writer = writer
    this.#query = prepare(database)
  }

  counts(): Promise<readonly DelayedCount[]> {
    return this.#query.counts.all()
  }

  async firstStart(): Promise<number | undefined> {
    const time = (await this.#query.first.get())?.time
    return time ? Date.parse(time) : undefined
  }

  async due(now: number, without: readonly string[]): Promise<readonly ExecutionHead[]> {
    const rows = await this.#query.due.all({ now: isoTime(now), without: JSON.stringify(without) })
    return rows.map(fromHeadRow)
  }

  enqueue(id: string): Promise<boolean> {
    return this.#writer.write(enqueueDelayed, id)
  }
}

const enqueueDelayed: WriteKind<string, boolean> = {
  statements: (ids) =>
    ids.map((id) => ({
      sql: "UPDATE executions SET status = 'queued', start_at = NULL WHERE id = ? AND status = 'scheduled'",
      args: [id],
    })),
  results: (sets, ids) => ids.map((_, index) => (sets[index]?.rowsAffected ?? 0) > 0),
}
