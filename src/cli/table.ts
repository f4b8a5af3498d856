/** A text on one line: a control character could move the cursor or change the terminal. */
export const toLine = (cell: string): string => cell.replaceAll(/\p{Cc}+/gu, ' ')

/** Rows in columns as wide as their widest cell. */
export const toTable = (rows: readonly (readonly string[])[]): string => {
  const lines = rows.map((cells) => cells.map(toLine))
  const width = (column: number) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))
  const widths = (lines[0] ?? []).map((_, column) => width(column))
  return lines
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}
