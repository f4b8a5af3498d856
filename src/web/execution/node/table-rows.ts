import { isRecord } from '../../../lib/json/is-record.ts'
import type { JsonRecord } from '../../lib/json/shape.ts'

/** What an output has in place of rows that lie in a file. */
export interface TableReference {
  readonly columns: readonly { readonly name: string }[]
  readonly rows: number
}

/** The table that an output refers to; `undefined` for any other output. */
export const tableIn = (output: unknown): TableReference | undefined => {
  if (!isRecord(output) || typeof output.$table !== 'string') return undefined
  const { columns, rows } = output
  if (!Array.isArray(columns) || typeof rows !== 'number') return undefined
  return { columns: columns.map((column) => ({ name: String(Object(column).name) })), rows }
}

export interface Order {
  readonly column: string
  readonly isDescending: boolean
}

/** Ascending at first, then descending, then as the rows come. */
export const nextOrder = (order: Order | undefined, column: string): Order | undefined => {
  if (order?.column !== column) return { column, isDescending: false }
  return order.isDescending ? undefined : { column, isDescending: true }
}

const collator = new Intl.Collator(undefined, { numeric: true })

const compare = (left: unknown, right: unknown): number =>
  typeof left === 'number' && typeof right === 'number'
    ? left - right
    : collator.compare(textOf(left), textOf(right))

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Rows without a value come last in either direction. */
export const sorted = (rows: readonly JsonRecord[], order: Order | undefined): readonly JsonRecord[] => {
  if (!order) return rows
  const { column, isDescending } = order
  const isMissing = (row: JsonRecord) => row[column] === null || row[column] === undefined
  const present = rows.filter((row) => !isMissing(row))
  present.sort((left, right) => compare(left[column], right[column]) * (isDescending ? -1 : 1))
  return [...present, ...rows.filter(isMissing)]
}
