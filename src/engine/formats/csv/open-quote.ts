import type { CsvDialect, FileEncoding } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { formatFailure } from '../protocol.ts'
import { decodeChunks, readChunks } from '../text-chunks.ts'

interface Signs extends Pick<CsvDialect, 'quote' | 'escape'> {
  readonly delimiter: string
}

/** In bytes. To look through a file takes as long as it is large, and one that grows row by row is looked through often. */
const LARGEST_CHECKED = 256 * 1024

/**
 * Refuses to add rows to a table whose last cell would take them in, as nothing closes its quote. In files larger than
 * 256 KiB it does not look for one.
 */
export const checkQuotesClosed = (
  file: OpenFile,
  format: Signs & { readonly encoding: FileEncoding },
  stop: () => void,
): void => {
  const { encoding, quote } = format
  if (quote === '' || file.size > LARGEST_CHECKED) return
  const texts = decodeChunks(readChunks(file, stop), { encoding, name: file.name })
  if (!hasOpenQuote(texts, format)) return
  const message =
    `The last cell of ${file.name} begins with ${quote}, which nothing closes, so that new rows would become part of ` +
    'it. Nothing was appended. Close the cell in the file, or set `quote` to "" if its cells are not quoted.'
  throw formatFailure('FILE_CONTENT', message)
}

export const hasOpenQuote = (texts: Iterable<string>, signs: Signs): boolean => {
  const scan = new QuoteScan(signs)
  for (const text of texts) scan.add(text)
  return scan.isOpen
}

/** A quote begins a cell or is part of its text; in a quoted cell, the first that is not escaped ends it. */
class QuoteScan {
  readonly #delimiter: string
  readonly #quote: string
  readonly #escape: string
  readonly #signs: RegExp
  #text = ''
  #at = 0
  #isStart = true
  #isQuoted = false

  constructor({ delimiter, quote, escape: escaping = quote }: Signs) {
    this.#delimiter = delimiter
    this.#quote = quote
    this.#escape = escaping
    this.#signs = new RegExp(`[${RegExp.escape(quote + escaping)}]`, 'g')
  }

  get isOpen(): boolean {
    return this.#isQuoted && this.#text[this.#at] !== this.#quote
  }

  add(piece: string) {
    const from = Math.max(0, this.#at - this.#delimiter.length)
    this.#isStart &&= from === 0
    this.#text = this.#text.slice(from) + piece
    this.#at -= from
    while (this.#isQuoted ? this.#inQuotes() : this.#outside());
  }

  /** Goes behind the next quote; `false` when there is none. */
  #outside(): boolean {
    const found = this.#text.indexOf(this.#quote, this.#at)
    this.#isQuoted = found >= 0 && this.#begins(found)
    this.#at = found < 0 ? this.#text.length : found + 1
    return found >= 0
  }

  #begins(at: number): boolean {
    if (at === 0) return this.#isStart
    if (/[\r\n]/.test(this.#text.charAt(at - 1))) return true
    return this.#text.startsWith(this.#delimiter, at - this.#delimiter.length)
  }

  /** Goes behind the next quote or escape; `false` when there is none, or when what follows it is still to come. */
  #inQuotes(): boolean {
    this.#signs.lastIndex = this.#at
    const found = this.#signs.exec(this.#text)?.index ?? this.#text.length
    this.#at = found
    const isEscape = this.#text[found] === this.#escape
    if (found === this.#text.length || (isEscape && found + 1 === this.#text.length)) return false
    const next = this.#text[found + 1]
    const escapes = isEscape && (next === this.#quote || next === this.#escape)
    this.#isQuoted = escapes || this.#text[found] !== this.#quote
    this.#at = found + (escapes ? 2 : 1)
    return true
  }
}
