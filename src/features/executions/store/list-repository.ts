import type { Database } from '../../../db/client.ts'
import { pageReaders } from '../../../db/lists/page-readers.ts'
import { type Conditions, selection } from '../../../db/page-reader.ts'
import { executions } from '../../../db/schema.ts'
import { isDescending, type Page, sortedCursor } from '../../../domain/cursor.ts'
import { EXECUTION_ORDERS, type ExecutionOrderName } from '../../../domain/lists/orders.ts'
import { folded } from '../../../domain/plain-text.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { contentTag } from '../../../lib/store/content-tag.ts'
import { HAS_ENDED, summaryColumns } from './execution-codec.ts'

export interface ExecutionConditions {
  readonly id?: string | undefined
  readonly script_id?: number | undefined
  readonly batch_id?: string | undefined
  readonly error_code?: string | undefined
  readonly trigger_kind?: string | undefined
  /** Of this kind, which must be given, too. */
  readonly trigger_id?: string | undefined
  readonly delivery_id?: string | undefined
  readonly schedule_id?: number | undefined
  /** The id before the first one. */
  readonly after?: string | undefined
  /** The first id. */
  readonly from?: string | undefined
  /** The id after the last one. */
  readonly before?: string | undefined
  /** The last id. */
  readonly upTo?: string | undefined
}

export interface ExecutionFilter extends ExecutionConditions {
  /** Any of them. */
  readonly status?: readonly string[] | undefined
  /** In the name of the script, the message of the error, or the id. */
  readonly q?: string | undefined
  readonly sort?: ExecutionOrderName | undefined
  readonly limit: number
}

const USUAL = EXECUTION_ORDERS[0]

const readers = pageReaders(
  summaryColumns,
  { '-created_at': [executions.id], created_at: [executions.id] },
  USUAL,
  { script_name: '(SELECT name FROM scripts WHERE scripts.id = executions.script_id)' },
)

const conditionsOf = (filter: ExecutionConditions) => ({
  'id = ?': filter.id,
  'script_id = ?': filter.script_id,
  'batch_id = ?': filter.batch_id,
  'error_code = ?': filter.error_code,
  'trigger_kind = ?': filter.trigger_kind,
  "trigger ->> 'id' = ?": filter.trigger_id,
  "trigger ->> 'delivery_id' = ?": filter.delivery_id,
  'schedule_id = ?': filter.schedule_id,
  'id > ?': filter.after,
  'id >= ?': filter.from,
  'id < ?': filter.before,
  'id <= ?': filter.upTo,
})

/** An index has the executions of one status in the order of their ids, but not those of several. */
const alternativesOf = ({
  status = [],
  ...filter
}: ExecutionConditions & Pick<ExecutionFilter, 'status'>) => {
  const conditions = conditionsOf(filter)
  if (status.length === 0) return [conditions]
  return [...new Set(status)].map((each) => ({ ...conditions, 'status = ?': each }))
}

// The message of an error stands behind the data, and is only read of those that have one.
const IN_ERROR = "status <> 'completed' AND instr(lower(error ->> 'message'), ?) > 0"
const IN_ID = 'instr(lower(id), ?) > 0'
const IN_NAME = 'instr((SELECT name_folded FROM scripts WHERE scripts.id = executions.script_id), ?) > 0'

/** SQLite ignores the case of ASCII only. */
const asciiLower = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())

const textConditions = (q: string, { inNames }: { readonly inNames: boolean }): Conditions => {
  const lower = asciiLower(q)
  const ways = [[IN_ERROR, lower]]
  if (/^\w+$/.test(lower)) ways.push([IN_ID, lower])
  if (inNames) ways.push([IN_NAME, folded(q)])
  return { [`(${ways.map(([sql]) => sql).join(' OR ')})`]: ways.map(([, value = '']) => value) }
}

const EXECUTION_ID = /^ex_[0-9A-HJKMNP-TV-Z]{26}$/

/** How many executions are looked at for a text, in one statement and in one page. */
const SEARCHED = { atOnce: 1000, statements: 10 }

/** Lists of stored executions. */
export class ExecutionLists {
  readonly #database: Database
  readonly #turns: Turns

  constructor(database: Database, turns: Turns) {
    this.#database = database
    this.#turns = turns
  }

  /** Summaries of executions with the names of their scripts; for a text perhaps fewer than there are, with a cursor. */
  page({ q, ...filter }: ExecutionFilter): Promise<Page> {
    if (!q) return this.#page(filter)
    return EXECUTION_ID.test(q) ? this.#page({ ...filter, id: q }) : this.#search(q, filter)
  }

  /** Ids of ended executions, the oldest first. */
  async endedIds({ limit, ...filter }: Omit<ExecutionFilter, 'q' | 'sort'>): Promise<string[]> {
    // The plus keeps SQLite from reading all executions of each status to sort them.
    const where = alternativesOf(filter).map((each) => ({ ...each, [`+${HAS_ENDED}`]: [] }))
    const { sql, args } = selection('SELECT id FROM executions', where)
    const { rows } = await this.#database.execute({
      sql: `${sql} ORDER BY id LIMIT ?`,
      args: [...args, limit],
    })
    return rows.map(({ id }) => String(id))
  }

  #page(
    { sort = USUAL, limit, ...filter }: Omit<ExecutionFilter, 'q'>,
    more: Conditions = {},
  ): Promise<Page> {
    const where = alternativesOf(filter).map((each) => ({ ...each, ...more }))
    return readers[sort](this.#database, { where, limit })
  }

  async #search(q: string, filter: Omit<ExecutionFilter, 'q'>): Promise<Page> {
    const { sort = USUAL, limit } = filter
    const text = textConditions(q, { inNames: await this.#isInNames(q) })
    const found: string[] = []
    let count = 0
    let rest = filter
    for (let statement = 1; ; statement++) {
      if (this.#turns.isOver) await this.#turns.next()
      const last = await this.#lastOf(rest)
      const part = last === undefined ? rest : endingAt(rest, last)
      const page = await this.#page({ ...part, limit: limit - count }, text)
      count += page.count
      if (page.count > 0) found.push(page.items.slice(1, -1))
      const isFull = count === limit || statement === SEARCHED.statements
      const place = last !== undefined && isFull ? sortedCursor(sort, USUAL, [last]) : null
      const nextCursor = page.nextCursor ?? place
      if (nextCursor !== null || last === undefined) {
        const items = `[${found.join()}]`
        return { items, count, nextCursor, etag: contentTag(items + nextCursor) }
      }
      rest = startingBehind(rest, last)
    }
  }

  /** Whether any script has the text in its name; if none has, names need not be looked at for each execution. */
  async #isInNames(q: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM scripts WHERE instr(name_folded, ?) > 0 LIMIT 1'
    const { rows } = await this.#database.execute({ sql, args: [folded(q)] })
    return rows.length > 0
  }

  /** The id of the last execution that one statement looks at; `undefined` when it looks at all. */
  async #lastOf({
    sort = USUAL,
    limit: _,
    ...filter
  }: Omit<ExecutionFilter, 'q'>): Promise<string | undefined> {
    const { sql, args } = selection('SELECT id FROM executions', alternativesOf(filter))
    const direction = isDescending(sort) ? 'DESC' : 'ASC'
    const { rows } = await this.#database.execute({
      sql: `${sql} ORDER BY id ${direction} LIMIT 1 OFFSET ?`,
      args: [...args, SEARCHED.atOnce - 1],
    })
    return rows[0] && String(rows[0].id)
  }
}

type Part = Omit<ExecutionFilter, 'q'>

// Of two limits on the same side SQLite would use only one, so the other one goes.
const endingAt = (filter: Part, last: string): Part =>
  isDescending(filter.sort ?? USUAL)
    ? { ...filter, from: last }
    : { ...filter, before: undefined, upTo: last }

const startingBehind = (filter: Part, last: string): Part =>
  isDescending(filter.sort ?? USUAL)
    ? { ...filter, before: last }
    : { ...filter, from: undefined, after: last }
