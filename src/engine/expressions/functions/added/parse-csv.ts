import { type CsvFormat, rowsOf } from '../../../formats/csv/read.ts'
import { RecordTooLong } from '../../../formats/csv/records.ts'
import { failedExpression, textTooLong } from '../../jsonata.ts'
import { csvOptions } from './csv-options.ts'
import type { FunctionLimits } from './limits.ts'

/** So that the limits are looked at in between. */
const PART = 65_536

/** The rows of csv text, read as the node `file_read` reads them. */
export const parseCsv =
  ({ largest, check }: FunctionLimits) =>
  async (text?: string, options: object = {}): Promise<unknown> => {
    const format = csvOptions(options)
    if (text === undefined) return undefined
    if (text.length > largest) throw textTooLong(largest)
    return readRows(text, format, { largest, check })
  }

const readRows = async (
  text: string,
  format: CsvFormat,
  { largest, check }: Pick<FunctionLimits, 'largest' | 'check'>,
): Promise<readonly unknown[]> => {
  const target = { file: { name: '$parseCsv: the text' }, limits: { outputBytes: largest } }
  const rows: unknown[] = []
  try {
    for await (const row of rowsOf(partsOf(text, check), format, target)) rows.push(row)
  } catch (error) {
    if (!(error instanceof RecordTooLong)) throw error
    throw failedExpression(
      '$parseCsv: a row of the text is too long or has too many cells. Perhaps a quote is never closed: `quote` may be empty.',
    )
  }
  return rows
}

function* partsOf(text: string, check: () => void): Generator<string> {
  let start = text.startsWith('\ufeff') ? 1 : 0
  while (start < text.length) {
    check()
    // Never between the two halves of a character.
    const end = start + PART + (/[\ud800-\udbff]/.test(text[start + PART - 1] ?? '') ? 1 : 0)
    yield text.slice(start, end)
    start = end
  }
}
