const [QUOTE, BACKSLASH, COMMA, LIST, LIST_END, OBJECT, OBJECT_END] = [...'"\\,[]{}'].map((c) =>
  c.charCodeAt(0),
)
const BLANK = /^\s*$/

/** The text is no JSON list. */
export class NoListError extends Error {}

/** The text ends before the list does. */
export class CutOffError extends Error {}

/** The text of each item of a JSON list. @throws NoListError, and CutOffError at the end; what is wrong within an item is left to who parses it */
export class JsonElements {
  /** Of the item that has not ended. */
  length = 0
  #depth = 0
  /** Where the current item starts in the text. */
  #from = 0
  #isText = false
  #isEscaped = false
  #pieces: string[] = []
  #count = 0
  #state: 'before' | 'inside' | 'after' = 'before'

  add(text: string): string[] {
    const items: string[] = []
    this.#from = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#isText) this.#inText(code)
      else this.#outsideText(code, text, at, items)
    }
    this.#keep(text.slice(this.#from))
    return items
  }

  /** To be called at the end of the text. */
  finish() {
    if (this.#state === 'inside') throw new CutOffError()
    if (this.#state !== 'after' || !BLANK.test(this.#pieces.join(''))) throw new NoListError()
  }

  #outsideText(code: number, text: string, at: number, items: string[]) {
    if (code === QUOTE) this.#isText = true
    else if (code === LIST || code === OBJECT) this.#open(code, text, at)
    else if (code === LIST_END || code === OBJECT_END) {
      if (--this.#depth <= 0) this.#end(text, at, items, true)
    } else if (code === COMMA && this.#depth === 1) this.#end(text, at, items, false)
  }

  #open(code: number, text: string, at: number) {
    if (this.#depth++ > 0) return
    const isFirst = this.#state === 'before' && code === LIST && BLANK.test(text.slice(this.#from, at))
    if (!isFirst) throw new NoListError()
    this.#state = 'inside'
    this.#from = at + 1
  }

  #inText(code: number) {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isText = false
  }

  #end(text: string, at: number, items: string[], isLast: boolean) {
    if (this.#state !== 'inside') throw new NoListError()
    const item = this.#pieces.join('') + text.slice(this.#from, at)
    this.#from = at + 1
    this.#pieces = []
    this.length = 0
    if (isLast) this.#state = 'after'
    // An empty list has no item.
    if (isLast && this.#count === 0 && BLANK.test(item)) return
    this.#count++
    items.push(item)
  }

  #keep(piece: string) {
    if (piece === '') return
    this.#pieces.push(piece)
    this.length += piece.length
  }
}
