import type { CsvDialect } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'
import { typedCell } from './typed-cell.ts'

export interface LineRules extends CsvDialect {
  readonly delimiter: string
  readonly lineEnd: string
  readonly escape_formulas: boolean
}

/** Places and texts of the cells of a line that are not empty, in order. */
export type SparseCells = Iterable<readonly [index: number, value: unknown]>

/** What spreadsheets take for a formula, unless it is a number. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** Writes the lines of csv text. */
export class CsvLines {
  readonly #rules: LineRules
  readonly #special: RegExp
  readonly #escaped: RegExp
  readonly #escape: string

  constructor(rules: LineRules) {
    this.#rules = rules
    const { delimiter, quote } = rules
    this.#escape = rules.escape ?? quote
    const parts = [delimiter, quote, this.#escape, '\r', '\n'].filter((part) => part !== '')
    this.#special = new RegExp(parts.map(RegExp.escape).join('|'))
    this.#escaped = new RegExp(`[${RegExp.escape(quote + this.#escape)}]`, 'g')
  }

  /** In a time that depends on the cells that are not empty: lines with few of many columns are common in exports. */
  line(width: number, cells: SparseCells): string {
    const { delimiter, lineEnd } = this.#rules
    let text = ''
    let at = 0
    for (const [index, value] of cells) {
      const cell = this.#cell(value)
      if (cell === '') continue
      text += delimiter.repeat(index - at) + cell
      at = index
    }
    text += delimiter.repeat(Math.max(0, width - 1 - at))
    // An empty line would not be read as a row.
    return (text === '' && width > 0 ? this.#quoted('') : text) + lineEnd
  }

  #cell(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'object':
        return value === null ? '' : this.#guarded(JSON.stringify(value))
      case 'undefined':
        return ''
      default:
        return this.#guarded(String(value))
    }
  }

  #text(value: string): string {
    const { escape_formulas, types } = this.#rules
    const text = escape_formulas && FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value
    return types && typedCell(text) !== text ? this.#quoted(text) : this.#guarded(text)
  }

  #guarded(text: string): string {
    return this.#special.test(text) ? this.#quoted(text) : text
  }

  #quoted(text: string): string {
    const { quote } = this.#rules
    if (quote !== '') return quote + text.replace(this.#escaped, `${this.#escape}$&`) + quote
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
    throw formatFailure(
      'FILE_CONTENT',
      `The cell ${shown} cannot be written without quotes. Set \`quote\` to '"', or choose another delimiter.`,
    )
  }
}
