import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { isRecord } from '../../lib/json/is-record.ts'

export interface TableOptions {
  readonly delimiter: string
  /** Whether the first line contains the column names. */
  readonly header: boolean
}

/**
 * Rows as lists of texts, or as objects when there is a header. Exports are often ragged: missing cells are absent,
 * and cells beyond the header form a list under `_extra`. A column without a name, or with the name of an earlier one,
 * gets a name with its position. Empty lines are skipped. Throws on a quote that is never closed.
 */
export const parseTable = (text: string, { delimiter, header }: TableOptions): readonly unknown[] => {
  const rows = parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  const [names, ...lines] = rows
  if (!header || !names) return rows
  const columns = uniqueNames(names)
  return lines.map((cells) => toObject(columns, cells))
}

const uniqueNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names)
  const used = new Set<string>()
  return names.map((name, index) => {
    let unique = name
    for (let n = index + 1; unique === '' || used.has(unique); n++) {
      const next = `${name || 'column'}_${n}`
      if (!taken.has(next)) unique = next
    }
    used.add(unique)
    return unique
  })
}

const toObject = (columns: readonly string[], cells: readonly string[]) => {
  const named = cells.slice(0, columns.length).map((cell, index) => [columns[index], cell])
  const extra = cells.slice(columns.length)
  return Object.fromEntries(extra.length > 0 ? [...named, ['_extra', extra]] : named)
}

/**
 * Writes objects as rows below a header of all their keys, in order of appearance, and lists as rows. A cell is empty
 * for `null` and missing values, and JSON for lists and objects. `undefined` unless all rows are objects or all lists.
 */
export const writeTable = (
  rows: readonly unknown[],
  { header }: { readonly header: boolean },
): string | undefined => {
  if (rows.every(Array.isArray)) return lines(rows)
  if (!rows.every(isRecord)) return undefined
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) => columns.map((column) => (Object.hasOwn(row, column) ? row[column] : null)))
  return lines(header ? [columns, ...cells] : cells)
}

const lines = (rows: readonly (readonly unknown[])[]) =>
  stringify([...rows], { cast: { boolean: (value) => String(value) } })
