import { type Pausable, runAtOnce } from '../async/run-in-turns.ts'
import { isRecord } from './is-record.ts'
import { STEPS } from './json-text.ts'
import { parseJson } from './parse-json.ts'

const LONG = 16
const EXPONENT = /\d[eE]\+?\d{3}/
/** What integers that lose digits, and numbers that overflow, look like; so may parts of strings. */
const NUMBER = /(?:^|[\s:,[])-?(?:\d{16}|\d+(?:\.\d+)?e\+?\d{3})/i
/** Nearly every text fails the two simple checks, which take a fraction of the time of parsing. */
const isSuspicious = (text: string): boolean =>
  (hasLongDigits(text) || EXPONENT.test(text)) && NUMBER.test(text)

/** Whether as many digits stand together; it looks at only every 16th character, as no such run fits in between. */
const hasLongDigits = (text: string): boolean => {
  for (let index = LONG - 1; index < text.length; index += LONG) {
    if (!isDigit(text, index)) continue
    let [first, last] = [index, index]
    while (isDigit(text, first - 1)) first--
    while (isDigit(text, last + 1)) last++
    if (last - first >= LONG - 1) return true
  }
  return false
}

const isDigit = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index)
  return code >= 48 && code <= 57
}

const INTEGER = /^-?\d+$/

/** A number that no double can hold. */
export class NumberOverflowError extends SyntaxError {
  /** Dotted; empty for the whole value. */
  readonly path: string

  constructor(path: readonly (string | number)[]) {
    const dotted = path.join('.')
    const place = path.length === 0 ? '' : ` at ${JSON.stringify(dotted)}`
    super(`the number${place} is out of range: at most 1.7976931348623157e308 is possible, or a text`)
    this.path = dotted
  }
}

/**
 * Parses JSON whose integers beyond 2^53 - 1 become text with all their digits.
 * @throws SyntaxError; `NumberOverflowError` names the path of the number
 */
export const parseExactNumbers = (text: string): unknown => {
  if (!isSuspicious(text)) return JSON.parse(text)
  const parser = new ExactParser()
  return runAtOnce(withoutOverflow(parser, parser.parse(text)))
}

/** `parseExactNumbers` with pauses. */
export function* parseExactJson(text: string): Pausable<unknown> {
  const parser = new ExactParser()
  return yield* withoutOverflow(parser, yield* parseJson(text, parser.parse))
}

class ExactParser {
  /** Whether a number became infinite. */
  overflows = false

  // Without a reviver, parsing takes a fraction of the time.
  readonly parse = (text: string): unknown =>
    isSuspicious(text) ? JSON.parse(text, this.#keepDigits) : JSON.parse(text)

  readonly #keepDigits = (
    _name: string,
    value: unknown,
    ...[context]: readonly { source?: string }[]
  ): unknown => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source ?? ''
    if (INTEGER.test(source)) return source
    if (!Number.isFinite(value)) this.overflows = true
    return value
  }
}

function* withoutOverflow({ overflows }: ExactParser, value: unknown): Pausable<unknown> {
  const path = overflows ? yield* overflowIn(value, { count: 0 }) : undefined
  if (path) throw new NumberOverflowError(path)
  return value
}

/** The path of a number that became infinite. */
function* overflowIn(
  value: unknown,
  steps: { count: number },
): Pausable<readonly (string | number)[] | undefined> {
  if (++steps.count % STEPS === 0) yield
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : []
  const entries = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : []
  for (const [name, field] of entries) {
    const path = yield* overflowIn(field, steps)
    if (path) return [name, ...path]
  }
  return undefined
}
