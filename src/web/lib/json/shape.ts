import { isRecord } from '../../../lib/json/is-record.ts'

/** How much of a text is shown; the rest can be downloaded. */
export const MAX_TEXT = 200_000

const PREVIEW_LENGTH = 80
const PREVIEW_ENTRIES = 4

export type JsonRecord = Readonly<Record<string, unknown>>

const short = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.length}]`
  if (isRecord(value)) return '{…}'
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, PREVIEW_LENGTH) : value)
  return text ?? 'undefined'
}

/** A one-line summary of a value. */
export const previewOf = (value: unknown): string => {
  const entries = Array.isArray(value)
    ? value.slice(0, PREVIEW_ENTRIES).map(short)
    : isRecord(value)
      ? Object.entries(value)
          .slice(0, PREVIEW_ENTRIES)
          .map(([name, member]) => `${name}: ${short(member)}`)
      : undefined
  if (!entries) return short(value)
  const count = Array.isArray(value) ? value.length : Object.keys(Object(value)).length
  const text = entries.join(', ') + (count > PREVIEW_ENTRIES ? ', …' : '')
  const cut = text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}…` : text
  return Array.isArray(value) ? `[${cut}]` : `{${cut}}`
}

export const isBranch = (value: unknown): value is JsonRecord | readonly unknown[] =>
  (Array.isArray(value) && value.length > 0) || (isRecord(value) && Object.keys(value).length > 0)

/** The members of an object or array, by name or index. */
export const membersOf = (value: JsonRecord | readonly unknown[]): readonly (readonly [string, unknown])[] =>
  Array.isArray(value) ? value.map((member, index) => [String(index), member]) : Object.entries(value)

const MAX_COLUMNS = 12

/** The columns of a table for an array of objects; `undefined` for anything that is not a table. */
export const columnsOf = (value: unknown): readonly string[] | undefined => {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined
  const names = new Set<string>()
  for (const row of value.slice(0, 100)) for (const name of Object.keys(row)) names.add(name)
  return names.size > 0 && names.size <= MAX_COLUMNS ? [...names] : undefined
}
