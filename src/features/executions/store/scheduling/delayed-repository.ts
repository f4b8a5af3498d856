import { and, asc, eq, isNotNull, lte, notInArray, or, sql } from 'drizzle-orm'
import type { Database } from '../../../../db/client.ts'
import { executions } from '../../../../db/schema.ts'
import type { WriteKind, Writer } from '../../../../db/writer.ts'
import type { DelayedCount, DelayedStatus, DelayedStore, ExecutionHead } from '../../../../engine/records.ts'
import type { DiskWait, WaitBegun } from '../../../../engine/write-guard.ts'
import { isoTime } from '../../../../lib/time/clock.ts'
import { fromHeadRow, headColumns, IS_DELAYED } from '../execution-codec.ts'

const PER_READ = 100

// As the index has it, without which SQLite does not use the index.
const isDelayed = sql.raw(IS_DELAYED)
const isWaiting = sql`${executions.status} = 'waiting'`
const caller = sql<string>`coalesce(${executions.caller}, '')`
const status = sql<DelayedStatus>`${executions.status}`

const prepare = ({ orm }: Database) => ({
  counts: orm
    .select({ caller, status, count: sql<number>`count(*)` })
    .from(executions)
    .where(isDelayed)
    .groupBy(caller, status)
    .prepare(),
  first: orm
    .select({ time: executions.start_at })
    .from(executions)
    .where(and(isDelayed, isNotNull(executions.start_at)))
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
  inOrder: orm
    .select(headColumns)
    .from(executions)
    .where(and(isWaiting, or(isNotNull(executions.batch_id), isNotNull(executions.sequence))))
    .orderBy(asc(executions.id))
    .prepare(),
  ofScript: orm
    .select({ id: executions.id })
    .from(executions)
    .where(and(isWaiting, eq(executions.script_id, sql.placeholder('scriptId'))))
    .prepare(),
})

/** Executions that are only on disk until their time comes or an event, found by an index that has only them. */
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
    return toMs((await this.#query.first.get())?.time) ?? undefined
  }

  async due(now: number, without: readonly string[]): Promise<readonly ExecutionHead[]> {
    const rows = await this.#query.due.all({ now: isoTime(now), without: JSON.stringify(without) })
    return rows.map(fromHeadRow)
  }

  enqueue(id: string): Promise<boolean> {
    return this.#writer.write(enqueueDelayed, id)
  }

  wait(wait: DiskWait): Promise<WaitBegun | undefined> {
    return this.#writer.write(beginDiskWait, wait)
  }

  async waitingInOrder(): Promise<readonly ExecutionHead[]> {
    return (await this.#query.inOrder.all()).map(fromHeadRow)
  }

  async waitingOf(scriptId: number): Promise<readonly string[]> {
    return (await this.#query.ofScript.all({ scriptId })).map(({ id }) => id)
  }
}

const toMs = (time: string | null | undefined): number | null => (time ? Date.parse(time) : null)

const enqueueDelayed: WriteKind<string, boolean> = {
  statements: (ids) =>
    ids.map((id) => ({
      sql: `UPDATE executions SET status = iif(status = 'scheduled', 'queued', 'running'), start_at = NULL
        WHERE id = ? AND ${IS_DELAYED}`,
      args: [id],
    })),
  results: (sets, ids) => ids.map((_, index) => (sets[index]?.rowsAffected ?? 0) > 0),
}

/** An event that was given to one of its steps before ends the wait at once. */
const beginDiskWait: WriteKind<DiskWait, WaitBegun | undefined> = {
  statements: (waits) =>
    waits.flatMap(({ id, until, now, fence = null }) => [
      {
        sql: `UPDATE executions SET status = 'waiting', start_at =
            iif(EXISTS (SELECT 1 FROM event_waits WHERE execution_id = executions.id AND event_id IS NOT NULL), ?, ?)
          WHERE id = ? AND status = 'running' AND fence = coalesce(?, fence)`,
        args: [isoTime(now), until === null ? null : isoTime(until), id, fence],
      },
      {
        sql: "SELECT start_at FROM executions WHERE id = ? AND status = 'waiting' AND fence = coalesce(?, fence)",
        args: [id, fence],
      },
    ]),
  results: (sets, waits) =>
    waits.map((_, index) => {
      const row = sets[index * 2 + 1]?.rows[0]
      return row && { until: row.start_at === null ? null : Date.parse(String(row.start_at)) }
    }),
}
