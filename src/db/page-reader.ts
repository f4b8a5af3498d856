import type { InValue } from '@libsql/client'
import { getTableName } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { encodeCursor, type Page } from '../domain/cursor.ts'
import { contentTag } from '../lib/store/content-tag.ts'
import type { Database } from './client.ts'

export interface PagedList {
  /** The members of an item and their columns, in this order; all columns of one table. */
  readonly columns: Readonly<Record<string, SQLiteColumn>>
  /** Further members of an item and the SQL of their values. */
  readonly computed?: Readonly<Record<string, string>> | undefined
  /** The columns that the list is sorted by; together they are unique. */
  readonly key: readonly [SQLiteColumn, ...SQLiteColumn[]]
  readonly direction: 'ASC' | 'DESC'
  /** Makes the cursor out of the sort key of the last item. */
  readonly toCursor?: (key: readonly (string | number)[]) => string
}

/** SQL conditions, and the value or the values for their `?`; a condition with `undefined` is left out. */
export type Conditions = Readonly<Record<string, InValue | readonly InValue[] | undefined>>

export interface PageRequest {
  /** Of several, an item fulfils all conditions of one and not those of another. */
  readonly where?: Conditions | readonly Conditions[]
  /** The sort key of the last item of the previous page. */
  readonly after?: readonly (string | number)[] | undefined
  readonly limit: number
}

/** What rows fulfil the conditions; of several, each has an index that gives its rows in the order of the list. */
export const selection = (select: string, where: NonNullable<PageRequest['where']>) => {
  const arms = [where].flat().map((each: Conditions) => {
    const conditions = Object.entries(each).flatMap(([sql, value]) =>
      value === undefined ? [] : [{ sql, args: [value].flat() }],
    )
    const filter = conditions.length > 0 ? ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
    return { sql: select + filter, args: conditions.flatMap(({ args }) => args) }
  })
  return { sql: arms.map(({ sql }) => sql).join(' UNION ALL '), args: arms.flatMap(({ args }) => args) }
}

/**
 * Reads a page as JSON text that SQLite builds, equal to `JSON.stringify` of the rows: the driver fetches one value
 * instead of hundreds, and the text goes to the client as it is.
 */
export const pageReader = ({ columns, computed, key, direction, toCursor = encodeCursor }: PagedList) => {
  const names = key.map(({ name }) => name)
  const beyond = `(${names}) ${direction === 'ASC' ? '>' : '<'} (${names.map(() => '?')})`
  const select = `SELECT ${jsonObject(columns, computed)} AS item, ${names} FROM ${getTableName(key[0].table)}`
  const order = `ORDER BY ${names.map((name) => `${name} ${direction}`)} LIMIT ?`

  const nextCursorOf = (item: string): string => {
    const values = JSON.parse(item)
    return toCursor(names.map((name) => values[name]))
  }

  return async (database: Database, { where = {}, after, limit }: PageRequest): Promise<Page> => {
    const { sql, args } = selection(
      select,
      [where].flat().map((each: Conditions) => ({ ...each, [beyond]: after })),
    )
    const { rows } = await database.execute({
      // One row more than the page shows whether there is a next page. JSON escapes line breaks, so they separate items.
      sql: `SELECT group_concat(item, char(10)) AS items FROM (${sql} ${order})`,
      args: [...args, limit + 1],
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
export const jsonObject = (
  columns: Readonly<Record<string, SQLiteColumn>>,
  computed: Readonly<Record<string, string>> = {},
): string => {
  const values = Object.entries(columns).map(([name, column]) => [name, jsonOf(column)] as const)
  const members = [...values, ...Object.entries(computed)].map(([name, sql]) => `'${name}', ${sql}`)
  return `json_object(${members})`
}

const jsonOf = ({ name, dataType }: SQLiteColumn): string => {
  if (dataType === 'boolean') return `json(iif(${name}, 'true', 'false'))`
  return dataType === 'json' ? `json(${name})` : name
}
