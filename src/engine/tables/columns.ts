import type { ColumnType, TableColumn } from '../../domain/tables/table.ts'

export type SqlValue = string | number | bigint | null

/** Of a table that is written. It has to be none of the columns' names. */
export const ROW_ID = '_rowid_'

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

const INTEGER = 1
const NUMBER = 2
const BOOLEAN = 4
const TEXT = 8
const JSON_TEXT = 16

const types = new Map<number, ColumnType>([
  // A column of nothing but nulls.
  [0, 'text'],
  [INTEGER, 'integer'],
  [NUMBER, 'number'],
  [INTEGER | NUMBER, 'number'],
  [BOOLEAN, 'boolean'],
  [TEXT, 'text'],
  [JSON_TEXT, 'json'],
])

/** The columns of a table while it is written: their names, and what kinds of values they have so far. */
export class Columns {
  readonly names: string[] = []
  readonly #kinds: number[] = []
  readonly #taken = new Set([ROW_ID])

  /** SQLite does not tell upper from lower case in names, so a name that differs only by it gets a number. */
  add(name: string): string {
    const base = name.replaceAll('\0', '') || `column_${this.names.length + 1}`
    let unique = base
    for (let number = 2; this.#taken.has(unique.toLowerCase()); number++) unique = `${base}_${number}`
    this.#taken.add(unique.toLowerCase())
    this.names.push(unique)
    this.#kinds.push(0)
    return unique
  }

  /** What is stored for a value of a column. */
  toSql(index: number, value: unknown): SqlValue {
    switch (typeof value) {
      case 'string':
        this.#note(index, TEXT)
        return value
      case 'number':
        return this.#number(index, value)
      case 'bigint':
        return this.#bigInt(index, value)
      case 'boolean':
        this.#note(index, BOOLEAN)
        return value ? 1n : 0n
      case 'object':
        return value === null ? null : this.#object(index, value)
      default:
        return null
    }
  }

  list(): readonly TableColumn[] {
    return this.names.map((name, index) => ({ name, type: types.get(this.#kinds[index] ?? 0) ?? 'mixed' }))
  }

  #note(index: number, kind: number) {
    this.#kinds[index] = (this.#kinds[index] ?? 0) | kind
  }

  #number(index: number, value: number): SqlValue {
    if (!Number.isFinite(value)) return null
    if (!Number.isSafeInteger(value)) {
      this.#note(index, NUMBER)
      return value
    }
    this.#note(index, INTEGER)
    // The driver would store a number as a float, which SQL writes with a fraction: `1.0`.
    return BigInt(value)
  }

  /** One that no double can hold is a text of its digits, as it is in JSON that is read. */
  #bigInt(index: number, value: bigint): SqlValue {
    const isSafe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    this.#note(index, isSafe ? INTEGER : TEXT)
    return isSafe ? value : String(value)
  }

  #object(index: number, value: object): SqlValue {
    if (value instanceof Uint8Array) {
      this.#note(index, TEXT)
      return Buffer.from(value).toString('base64')
    }
    this.#note(index, JSON_TEXT)
    return JSON.stringify(value)
  }
}

/** The value of a column from what is stored for it. */
export const fromSql = (type: ColumnType, value: unknown): unknown => {
  if (value === null) return null
  if (type === 'boolean') return Number(value) !== 0
  return type === 'json' ? JSON.parse(String(value)) : value
}
