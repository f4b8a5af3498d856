import { isRecord } from '../../lib/json/is-record.ts'

/** `mixed` has values of several types, of which booleans are 0 and 1, and lists and objects are JSON text. */
export const COLUMN_TYPES = ['integer', 'number', 'boolean', 'text', 'json', 'mixed'] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

export interface TableColumn {
  readonly name: string
  readonly type: ColumnType
}

export interface TableShape {
  readonly columns: readonly TableColumn[]
  /** How many there are. */
  readonly rows: number
}

/** What nodes pass on in place of rows that lie in a file of their execution. */
export interface Table extends TableShape {
  /** The name of the file, which only has a meaning in its execution. */
  readonly $table: string
  /** Of the file. */
  readonly bytes: number
}

export const TABLE_ID_PREFIX = 'tb'
const ID = /^tb_[0-9A-HJKMNP-TV-Z]{26}$/

/** The table that a value refers to; `undefined` for any other value. */
export const tableOf = (value: unknown): Table | undefined => {
  if (!isRecord(value) || typeof value.$table !== 'string' || !ID.test(value.$table)) return undefined
  // Guarantee: nothing else but the rows themselves is read by what the reference says of them.
  return Array.isArray(value.columns) && Number.isSafeInteger(value.rows)
    ? (value as unknown as Table)
    : undefined
}

export type TableRow = Readonly<Record<string, unknown>>
