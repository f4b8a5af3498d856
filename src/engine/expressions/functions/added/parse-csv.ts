import { type CsvFormat, rowsOf } from '../../../formats/csv/read.ts'
import { RecordTooLong } from '../../../formats/csv/records.ts'
import { failedExpression, textTooLong } from '../../mistakes/failures.ts'
import { csvOptions } from './csv-options.ts'
import type { AddedFunction, FunctionLimits } from './define.ts'
import { textParts } from './text-parts.ts'

export const parseCsv: AddedFunction = {
  name: 'parseCsv',
  parameters: 'text, options?',
  signature: '<s-o?:a>',
  description:
    'The rows of CSV text as a list of objects. The options are those of `file_read`: `delimiter` (detected by ' +
    'default), `header`, `columns`, `quote`, `escape`, `comment`, `trim`, `skip_lines`, `limit`, `types` and `null_values`.',
  examples: [
    { expression: '$parseCsv("id,name\\n1,Kim\\n2,Lee").name', value: ['Kim', 'Lee'] },
    {
      expression: '$parseCsv("1;2.5", { "header": ["id", "total"], "types": true })[]',
      value: [{ id: 1, total: 2.5 }],
    },
  ],
  implement:
    ({ largest, check }) =>
    async (text?: string, options: object = {}) => {
      const format = csvOptions(options)
      if (text === undefined) return undefined
      if (text.length > largest) throw textTooLong(largest)
      return readRows(text, format, { largest, check })
    },
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
      '$parseCsv: a row of the text is too long or has too many cells. A quote may not be closed; set `quote` to an empty string if the text has none.',
    )
  }
  return rows
}

function* partsOf(text: string, check: () => void): Generator<string> {
  for (const part of textParts(text, text.startsWith('\ufeff') ? 1 : 0)) {
    // So that the limits are looked at in between.
    check()
    yield part
  }
}
