import type { Client, InStatement } from '@libsql/client'
import { Database } from '../../../src/db/client.ts'

export interface FailPoint {
  readonly name: string
  /** The process dies when it comes to the point for this time, from 1. */
  readonly count: number
}

interface Commit {
  readonly sql: string
  readonly data: string
}

type Place = (commit: Commit) => boolean

const ends: Place = ({ sql }) => sql.includes('INSERT INTO execution_totals')
const counts: Place = ({ sql }) => sql.includes('INSERT INTO dashboard_stats')
const answers: Place = ({ sql }) => sql.includes('UPDATE idempotency_keys')

const before: Readonly<Record<string, Place>> = {
  'before-stats-flush': counts,
  'before-finish': ends,
  'before-answer': answers,
}

const after: Readonly<Record<string, Place>> = {
  'after-claim': ({ sql }) => sql.includes('INSERT INTO idempotency_keys'),
  'after-queue': ({ sql, data }) => sql.includes('INSERT INTO executions') && data.includes('"queued"'),
  'after-node': ({ sql, data }) =>
    sql.includes('INSERT INTO node_executions') && data.includes('"completed"'),
  'after-stats-flush': counts,
  'after-finish': ends,
  'after-create': ({ sql }) => sql.includes('INSERT INTO scripts'),
  'after-answer': answers,
}

const MIGRATION = 'during-migration'

export const failPointNames: readonly string[] = [MIGRATION, ...Object.keys(before), ...Object.keys(after)]

const die = () => process.kill(process.pid, 'SIGKILL')

/** A database whose process dies right before, after or in the middle of a certain transaction. */
export class FailingDatabase extends Database {
  readonly #point: FailPoint
  #hits = 0

  constructor(client: Client, point: FailPoint) {
    super(client)
    if (!failPointNames.includes(point.name)) throw new Error(`there is no fail point "${point.name}"`)
    this.#point = point
  }

  override async batch(statements: readonly InStatement[]) {
    const commit = describe(statements)
    if (this.#point.name === MIGRATION && commit.sql.includes('INSERT INTO __drizzle_migrations')) {
      await this.#dieHalfway(statements)
    }
    this.#hit(before, commit)
    const sets = await super.batch(statements)
    this.#hit(after, commit)
    return sets
  }

  #hit(places: Readonly<Record<string, Place>>, commit: Commit) {
    const { name, count } = this.#point
    if (places[name]?.(commit) && ++this.#hits === count) die()
  }

  async #dieHalfway(statements: readonly InStatement[]) {
    const transaction = await this.client.transaction('write')
    for (const statement of statements.slice(0, statements.length / 2)) await transaction.execute(statement)
    die()
  }
}

const describe = (statements: readonly InStatement[]): Commit => {
  const parts = statements.map((each) => (typeof each === 'string' ? { sql: each, args: [] } : each))
  return {
    sql: parts.map(({ sql }) => sql).join('\n'),
    data: parts
      .map(({ args }) => JSON.stringify(args ?? []))
      .join('\n')
      .replaceAll('\\"', '"'),
  }
}
