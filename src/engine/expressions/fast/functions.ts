import { isRecord } from '../../../lib/json/is-record.ts'
import type { BuiltIn } from '../functions/original.ts'
import { builtIn } from './built-ins.ts'
import { finite } from './operators.ts'
import { collapsed, uncollapsed } from './path.ts'
import { type FastRun, fallback, STRINGIFY_STEPS, unmarked } from './run.ts'

export type FastFunction = (given: readonly unknown[], context: unknown, run: FastRun) => unknown

/** Those that give their value at once, in a time in proportion to their arguments; one with a picture does not. */
const NAMES: ReadonlySet<string> = new Set(
  `sum count max min average exists boolean not string number abs floor ceil round sqrt power
  uppercase lowercase trim length substring substringBefore substringAfter join base64encode base64decode
  encodeUrl encodeUrlComponent decodeUrl decodeUrlComponent merge keys lookup append reverse type
  hash hmac uuid slug formatDate parseDate addTime`.split(/\s+/),
)

/** Characters of an argument that count as one step: some functions make an array of them all. */
const TEXT_UNIT = 2
/** Numbers that count as one step. */
const NUMBER_UNIT = 8
/** Functions of one list of numbers. Checking it here takes a tenth of the time of the signature's check. */
const OF_NUMBERS: ReadonlySet<string> = new Set(['sum', 'average', 'max', 'min'])
/** Functions that do not look at the items of an array. */
const OF_WHOLE: ReadonlySet<string> = new Set(['count', 'exists', 'type'])

/** Functions that know zones, and what one call takes. */
const OF_TIME: ReadonlySet<string> = new Set(['formatDate', 'parseDate', 'addTime'])
const TIME_STEPS = 1000

/** The context of the last call of a function: JSONata has another one there, so that no argument may be left to it. */
export const NO_CONTEXT = Symbol('no context')

/** `isLast`: for the last call of a function of the expression, see `uncollapsed`. */
export const fastFunction = (name: string, isLast = false): FastFunction | undefined =>
  OWN.get(name) ?? (NAMES.has(name) ? ofBuiltIn(name, builtIn(name), isLast) : undefined)

const ofBuiltIn =
  (name: string, { implementation, signature }: BuiltIn, isLast: boolean): FastFunction =>
  (given, context, run) => {
    if (OF_NUMBERS.has(name) && given.length === 1 && areNumbers(given[0], run)) {
      return plain(implementation.call(FOCUS, given[0]), isLast)
    }
    const valid = signature.validate(given, context)
    if (valid.includes(NO_CONTEXT)) fallback()
    spendArguments(name, valid, run)
    if (name === 'join') spendSeparators(valid, run)
    if (OF_TIME.has(name)) run.spend(TIME_STEPS)
    return plain(implementation.apply(FOCUS, [...valid]), isLast)
  }

const areNumbers = (value: unknown, run: FastRun): boolean => {
  if (!Array.isArray(value)) return false
  run.spend(value.length / NUMBER_UNIT)
  return value.every((item) => typeof item === 'number')
}

const spendArguments = (name: string, valid: readonly unknown[], run: FastRun) => {
  for (const value of valid) {
    if (name === 'string') run.spendValue(value, STRINGIFY_STEPS)
    else if (!OF_WHOLE.has(name)) spendArgument(value, run)
    unmarked(value)
  }
}

/** The separator stands once for each text. */
const spendSeparators = ([texts, separator]: readonly unknown[], run: FastRun) => {
  if (Array.isArray(texts) && typeof separator === 'string') {
    run.spend((texts.length * separator.length) / TEXT_UNIT)
  }
}

const spendArgument = (value: unknown, run: FastRun) => {
  if (typeof value === 'string') run.spend(value.length / TEXT_UNIT)
  if (!Array.isArray(value)) return
  run.spend(value.length)
  for (const item of value) if (typeof unmarked(item) === 'string') run.spend(item.length / TEXT_UNIT)
}

/** The receiver of JSONata's functions. It marks the lists they make, which arrays of the data are not. */
const FOCUS = { createSequence: (...items: unknown[]) => Object.assign(items, { sequence: true }) }

const plain = (result: unknown, isLast: boolean): unknown => {
  if (typeof result === 'number') return finite(result)
  if (Array.isArray(result))
    return 'sequence' in result ? (isLast ? uncollapsed : collapsed)(Array.from(result)) : result
  return isRecord(unmarked(result)) && !Object.getPrototypeOf(result) ? { ...Object(result) } : result
}

const ofTexts =
  (call: (text: string, other: string) => unknown): FastFunction =>
  ([text, other, ...rest], _context, run) => {
    if (typeof other !== 'string' || rest.length > 0) return fallback()
    if (text === undefined) return undefined
    if (typeof text !== 'string') return fallback()
    run.spend(text.length / TEXT_UNIT)
    return call(text, other)
  }

const ofTime =
  (call: (now: Date) => unknown): FastFunction =>
  (given, _context, run) =>
    given.length > 0 ? fallback() : call(run.now)

/** Those that JSONata creates for each expression, or makes asynchronous for patterns that are not strings. */
const OWN: ReadonlyMap<string, FastFunction> = new Map([
  ['now', ofTime((now) => now.toISOString())],
  ['millis', ofTime((now) => now.getTime())],
  ['contains', ofTexts((text, part) => text.includes(part))],
  ['split', ofTexts((text, separator) => text.split(separator))],
])
