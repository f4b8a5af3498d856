// What V8 takes for a list or an object, and for a place in one.
const COMPOSITE_BYTES = 48
const ENTRY_BYTES = 16

const SPACE = new Set([' ', '\n', '\r', '\t'].map((character) => character.charCodeAt(0)))
const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT, LETTER_U] = [...'"\\,[{u'].map((c) => c.charCodeAt(0))
/** A `\u0041` is one character when it is written again. */
const ESCAPED_DIGITS = 4

/** Looks at JSON text character by character, whether it is valid or not. */
export class JsonScan {
  /** What the text has at least when it is written again. */
  minBytes = 0
  /** Of the lists, the objects and their entries. */
  memory = 0
  #isText = false
  #isEscaped = false

  /** Removes the space outside of texts. */
  compact(text: string): string {
    const kept: string[] = []
    let from = 0
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (this.#isText) {
        this.#inText(code)
      } else if (SPACE.has(code)) {
        if (index > from) kept.push(text.slice(from, index))
        from = index + 1
      } else {
        this.#outsideText(code)
      }
    }
    if (from < text.length) kept.push(text.slice(from))
    return kept.join('')
  }

  #outsideText(code: number) {
    this.minBytes++
    if (code === QUOTE) this.#isText = true
    else if (code === COMMA) this.memory += ENTRY_BYTES
    else if (code === LIST || code === OBJECT) this.memory += COMPOSITE_BYTES
  }

  #inText(code: number) {
    this.minBytes++
    if (this.#isEscaped) {
      this.#isEscaped = false
      this.minBytes -= code === LETTER_U ? ESCAPED_DIGITS + 1 : 1
    } else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isText = false
  }
}
