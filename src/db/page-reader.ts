import type { InValue } from '@libsql/client'
import { getTableName } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { encodeCursor, type Page } from '../domain/cursor.ts'
import { contentTag } from '../lib/store/content-tag.ts'
import type { Database } from './client.ts'

export interface PagedList {
  /** The columns of one table that an item has, in this order. */
  readonly columns: Readonly<Record<string, SQLiteColumn>>
  /** Those of them that the list is sorted by; no two rows have the same values there. */
  readonly key: readonly [SQLiteColumn, ...SQLiteColumn[]]
  readonly direction: 'ASC' | 'DESC'
}

export interface PageRequest {
  /** By condition in SQL, with one `?` in it, the value for that; what has none is no condition. */
  readonly where?: Readonly<Record<string, InValue | undefined>>
  /** The key of the last item of the page before. */
  readonly after?: readonly (string | number)[] | undefined
  readonly limit: number
}

/**
 * Reads pages as the text of JSON, written by SQLite as `JSON.stringify` would write the rows: that text is one value
 * to fetch instead of hundreds, and nothing else is made of it on its way to the client.
 */
export const pageReader = ({ columns, key, direction }: PagedList) => {
  const names = key.map(({ name }) => name)
  const fields = Object.entries(columns).map(([name, column]) => `'${name}', ${jsonOf(column)}`)
  const beyond = `(${names}) ${direction === 'ASC' ? '>' : '<'} (${names.map(() => '?')})`
  const select = `SELECT json_object(${fields}) AS item FROM ${getTableName(key[0].table)}`
  const order = `ORDER BY ${names.map((name) => `${name} ${direction}`)} LIMIT ?`

  const nextCursorOf = (item: string): string => {
    const values = JSON.parse(item)
    return encodeCursor(names.map((name) => values[name]))
  }

  return async (database: Database, { where = {}, after, limit }: PageRequest): Promise<Page> => {
    const conditions = Object.entries(where).flatMap(([sql, value]) =>
      value === undefined ? [] : [{ sql, args: [value] }],
    )
    if (after) conditions.push({ sql: beyond, args: [...after] })
    const filter = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
    const { rows } = await database.execute({
      // One more than the page holds tells whether there are more; no item has a line break in it.
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

const jsonOf = ({ name, dataType }: SQLiteColumn): string => {
  if (dataType === 'boolean') return `json(iif(${name}, 'true', 'false'))`
  return dataType === 'json' ? `json(${name})` : name
}
