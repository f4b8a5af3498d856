import { blocksOf, type Document } from './documents.ts'

export interface ShownExpression {
  readonly expression: string
  /** JSON, `nothing`, or `error`. */
  readonly value: string
}

export interface ExpressionTable {
  readonly input: unknown
  readonly rows: readonly ShownExpression[]
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

const uncode = (cell: string): string =>
  /^`` ?(.*?) ?``$/.exec(cell)?.[1] ?? /^`(.*)`$/.exec(cell)?.[1] ?? cell

const isExpression = (title: string): boolean => /^(expression|write instead)$/.test(title)

/** The expressions of a table with the value in the cell behind each. */
const rowsOf = (table: string): readonly ShownExpression[] => {
  const [header = '', , ...lines] = table.split('\n')
  const places = cellsOf(header).flatMap((title, index) => (isExpression(title) ? [index] : []))
  return lines
    .map(cellsOf)
    .flatMap((cells) =>
      places
        .map((index) => ({ expression: uncode(cells[index] ?? ''), value: uncode(cells[index + 1] ?? '') }))
        .filter(({ expression }) => expression !== ''),
    )
}

/** The tables of expressions in a document, each with the `input` that was shown before it. */
export const expressionTablesOf = (document: Document): readonly ExpressionTable[] => {
  const inputs = blocksOf(document).filter(({ lead }) => /as `input`:?\n\n$/.test(lead))
  const tables = [...document.text.matchAll(/^\| (?:expression) \|.*\n\|[-| ]+\|\n(?:\|.*\n)+/gm)]
  return tables.map(({ 0: table, index }) => {
    const line = document.text.slice(0, index).split('\n').length
    const input = inputs.findLast((block) => block.line < line)
    return { input: input ? JSON.parse(input.content) : null, rows: rowsOf(table.trimEnd()) }
  })
}
