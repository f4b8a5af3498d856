import { useState } from 'preact/hooks'
import { isRecord } from '../../../lib/json/is-record.ts'
import { useTexts } from '../texts.ts'
import { previewOf } from './shape.ts'
import { jsonTexts } from './texts.ts'

const ROWS_AT_ONCE = 100

const cellText = (row: unknown, column: string): string => {
  const value = isRecord(row) ? row[column] : undefined
  if (value === undefined) return ''
  return typeof value === 'string' ? value.slice(0, 200) : previewOf(value)
}

/** An array of objects as a table. */
export const JsonTable = ({
  rows,
  columns,
}: {
  readonly rows: readonly unknown[]
  readonly columns: readonly string[]
}) => {
  const t = useTexts(jsonTexts)
  const [shown, setShown] = useState(ROWS_AT_ONCE)
  return (
    <div class="scroll record-table">
      <table class="dense">
        <thead>
          <tr>
            <th scope="col">
              <span class="spoken">{t('row')}</span>
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            <tr key={index}>
              <th scope="row">{index}</th>
              {columns.map((column) => (
                <td key={column}>{cellText(row, column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown && (
        <button type="button" class="small" onClick={() => setShown(shown + 10 * ROWS_AT_ONCE)}>
          {t('more', { count: rows.length - shown })}
        </button>
      )}
    </div>
  )
}
