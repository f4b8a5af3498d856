const SPACE = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)+/y
const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy
const NUMBER = /\.?\d[\w.]*/y
const STRING = /'(?:[^'\\\n\r]|\\[\s\S])*'|"(?:[^"\\\n\r]|\\[\s\S])*"/y
const PATTERN = /\/(?:[^/\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/\w*/y
/** A piece of a template, up to its end or its next `${`. */
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y
const SIGN = /\.\.\.|\?\.(?!\d)|\+\+|--|=>|[\s\S]/y

/** After these a `/` begins a pattern, though they look like values. */
const BEFORE_VALUE = new Set(
  'return typeof case do else in instanceof new void delete throw await yield of default extends'.split(' '),
)

/**
 * The words, strings and signs of JavaScript without comments, each template in pieces; `undefined` where only a full
 * parser could distinguish them.
 */
export const tokensOf = (code: string): readonly string[] | undefined => {
  // Comments of another kind, which look like operators.
  if (code.includes('<!--') || code.includes('-->')) return undefined
  return new Scanner(code).scan()
}

class Scanner {
  readonly #code: string
  readonly #tokens: string[] = []
  /** For each `${` that is open, how many braces within it are. */
  readonly #open: number[] = []
  #at = 0

  constructor(code: string) {
    this.#code = code
  }

  scan(): readonly string[] | undefined {
    for (;;) {
      this.#take(SPACE)
      if (this.#at >= this.#code.length) return this.#tokens
      if (!this.#scanToken()) return undefined
    }
  }

  /** `false` when it is not certain what follows. */
  #scanToken(): boolean {
    const next = this.#code[this.#at]
    if (next === '`') return this.#template(1)
    if (next === '/') return this.#slash()
    if (next === '}' && this.#open.at(-1) === 0) {
      this.#open.pop()
      return this.#template(1)
    }
    const found = this.#take(WORD) ?? this.#take(NUMBER) ?? this.#take(STRING)
    if (found !== undefined) return this.#put(found)
    if (next === '"' || next === "'" || next === '\\') return false
    const sign = this.#take(SIGN)
    if (sign === '{') this.#brace(1)
    if (sign === '}') this.#brace(-1)
    return sign !== undefined && this.#put(sign)
  }

  #template(skipped: number): boolean {
    this.#at += skipped
    const piece = this.#take(TEMPLATE)
    if (piece === undefined) return false
    if (piece.endsWith('${')) this.#open.push(0)
    return this.#put('`')
  }

  #slash(): boolean {
    const isPattern = this.#valueFollows()
    if (isPattern === undefined) return false
    const found = isPattern ? this.#take(PATTERN) : this.#take(SIGN)
    return found !== undefined && this.#put(isPattern ? '``' : found)
  }

  /** Whether a value, and not an operator, follows; `undefined` when that depends on more than the last token. */
  #valueFollows(): boolean | undefined {
    const last = this.#tokens.at(-1)
    if (last === undefined) return true
    // A bracket may end an expression or the head of a statement; a template piece may be its end or not.
    if ([')', '}', '`', '++', '--'].includes(last)) return undefined
    if (/^[\p{ID_Start}$_#\d"'.\]]/u.test(last) || last === '``') {
      const isName = this.#tokens.at(-2) === '.' || this.#tokens.at(-2) === '?.'
      return !isName && BEFORE_VALUE.has(last)
    }
    return true
  }

  #brace(step: number) {
    const last = this.#open.length - 1
    const open = this.#open[last]
    if (open !== undefined) this.#open[last] = open + step
  }

  #put(token: string): true {
    this.#tokens.push(token)
    return true
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#code)?.[0]
    this.#at += found?.length ?? 0
    return found
  }
}
