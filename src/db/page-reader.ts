import type { InValue } from '@libsql/client'
import { getTableName } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { encodeCursor, type Page } from '../domain/cursor.ts'
import { contentTag } from '../lib/store/content-tag.ts'
import type { Database } from './client.ts'

export interface PagedList {
  /** The members of an item and their columns, in this order; all columns of one table. */
  readonly columns: Readonly<Record<string, SQLiteColumn>>
  /** The columns that the list is sorted by; together they are unique. */
  readonly key: readonly [SQLiteColumn, ...SQLiteColumn[]]
  readonly direction: 'ASC' | 'DESC'
  /** Makes the cursor out of the sort key of the last item. */
  readonly toCursor?: (key: readonly (string | number)[]) => string
}

export interface PageRequest {
  /** SQL conditions with one `?` each, and the values for them; a condition with `undefined` is left out. */
  readonly where?: Readonly<Record<string, InValue | undefined>>
  /** The sort key of the last item of the previous page. */
  readonly after?: readonly (string | number)[] | undefined
  readonly limit: number
}

/**
 * Reads a page as JSON text that SQLite builds, equal to `JSON.stringify` of the rows: the driver fetches one value
 * instead of hundreds, and the text goes to the client as it is.
 */
export const pageReader = ({ columns, key, direction, toCursor = encodeCursor }: PagedList) => {
  const names = key.map(({ name }) => name)
  const beyond = `(${names}) ${direction === 'ASC' ? '>' : '<'} (${names.map(() => '?')})`
  const select = `SELECT ${jsonObject(columns)} AS item FROM ${getTableName(key[0].table)}`
  const order = `ORDER BY ${names.map((name) => `${name} ${direction}`)} LIMIT ?`

  const nextCursorOf = (item: string): string => {
    const values = JSON.parse(item)
    return toCursor(names.map((name) => values[name]))
  }

  return async (database: Database, { where = {}, after, limit }: PageRequest): Promise<Page> => {
    const conditions = Object.entries(where).flatMap(([sql, value]) =>
      value === undefined ? [] : [{ sql, args: [value] }],
    )
    if (after) conditions.push({ sql: beyond, args: [...after] })
    const filter = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
    const { rows } = await database.execute({
      // One row more than the page shows whether there is a next page. JSON escapes line breaks, so they separate items.
      sql: `SELECT group_concat(item, char(10)) AS items FROM (${select} ${filter} ${order})`,
      args: [...conditions.flatMap(({ args }) => args), limit + 1],
    })
    const found = rows[0]?.items ? String(rows[0].items).split('\n') : []
    const kept = found.slice(0, limit)
    const last = found.length > limit ? kept.at(-1) : undefined
    const items = `[${kept.join()}]`
    const nextCursor = last === undefined ? null : nextCursorOf(last)
    return { items, count: kept.length, nextCursor, etag: contentTag(items + nextCursor) }
  }
}

/** A row as JSON, built by SQLite. */
export const jsonObject = (columns: Readonly<Record<string, SQLiteColumn>>): string =>
  `json_object(${Object.entries(columns).map(([name, column]) => `'${name}', ${jsonOf(column)}`)})`

const jsonOf = ({ name, dataType }: SQLiteColumn): string => {
  if (dataType === 'boolean') return `json(iif(${name}, 'true', 'false'))`
  return dataType === 'json' ? `json(${name})` : name
}
