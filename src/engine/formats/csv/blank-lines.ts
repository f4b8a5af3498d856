import type { Cell } from './typed-cell.ts'

type Records = readonly (readonly Cell[])[]

/** The sign for the end of a file in DOS, which stands in a line of its own. */
const END_OF_FILE = '\u001a'

/**
 * Leaves out lines that contain nothing but white space. In a table with one column that is a value, except before the
 * header.
 */
export async function* withoutBlankLines(
  batches: AsyncIterable<Records>,
  header: boolean | readonly string[],
): AsyncGenerator<Records> {
  let columns = typeof header === 'boolean' ? undefined : header.length
  for await (const batch of batches) {
    const start = columns === undefined && header ? batch.findIndex((cells) => !isBlank(cells)) : 0
    if (start < 0) continue
    const records = start > 0 ? batch.slice(start) : batch
    columns ??= records[0]?.length
    const mayBeBlank = header !== false && columns !== 1
    yield mayBeBlank && records.some(isBlank) ? records.filter((cells) => !isBlank(cells)) : records
  }
}

/** Whether a record is a line of white space. */
export const isBlank = (cells: readonly Cell[]): boolean => {
  const [cell] = cells
  if (typeof cell !== 'string' || cell === '' || cells.length > 1) return false
  return cell.replaceAll(END_OF_FILE, '').trim() === ''
}
