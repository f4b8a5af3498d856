import { builtIn } from './built-ins.ts'
import { type FastRun, fallback, STRINGIFY_STEPS, unmarked } from './run.ts'

/** An operator that needs both of its values. */
type Operator = (left: unknown, right: unknown, run: FastRun) => unknown

const isNumber = (value: unknown): value is number => typeof value === 'number'

const numeric =
  (calculate: (left: number, right: number) => number): Operator =>
  (left, right) => {
    if (isNumber(left) && isNumber(right)) return finite(calculate(left, right))
    const areFit = [left, right].every((each) => each === undefined || isNumber(each))
    return areFit ? undefined : fallback()
  }

export const finite = (value: number): number => (Number.isFinite(value) ? value : fallback())

const comparing =
  (compare: (left: number | string, right: number | string) => boolean): Operator =>
  (left, right) => {
    if (isComparable(left) && isComparable(right)) {
      return typeof left === typeof right ? compare(left, right) : fallback()
    }
    const areFit = [left, right].every((each) => each === undefined || isComparable(each))
    return areFit ? undefined : fallback()
  }

const isComparable = (value: unknown): value is number | string =>
  isNumber(value) || typeof value === 'string'

const equating =
  (isWanted: boolean): Operator =>
  (left, right) => {
    if (left === undefined || right === undefined) return false
    return isComposite(left) || isComposite(right) ? fallback() : (left === right) === isWanted
  }

const isComposite = (value: unknown) => typeof value === 'object' && value !== null

const joining: Operator = (left, right, run) => {
  const text = `${textOf(left, run)}${textOf(right, run)}`
  run.spendText(text)
  return text
}

const containing: Operator = (item, list, run) => {
  if (item === undefined || list === undefined) return false
  if (isComposite(item)) return fallback()
  if (!Array.isArray(list)) return item === list
  run.spend(list.length)
  return list.includes(item)
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['+', numeric((left, right) => left + right)],
  ['-', numeric((left, right) => left - right)],
  ['*', numeric((left, right) => left * right)],
  ['/', numeric((left, right) => left / right)],
  ['%', numeric((left, right) => left % right)],
  ['<', comparing((left, right) => left < right)],
  ['<=', comparing((left, right) => left <= right)],
  ['>', comparing((left, right) => left > right)],
  ['>=', comparing((left, right) => left >= right)],
  ['=', equating(true)],
  ['!=', equating(false)],
  ['&', joining],
  ['in', containing],
])

export const operatorOf = (sign: string): Operator => OPERATORS.get(sign) ?? fallback()

/** As `$boolean`, with `false` for what is missing. */
export const truthOf = (value: unknown, run: FastRun): boolean => {
  if (Array.isArray(value)) {
    run.spend(value.length)
    return value.some((item) => truthOf(item, run))
  }
  return isComposite(value) ? Object.keys(Object(unmarked(value))).length > 0 : Boolean(value)
}

const { implementation: stringify } = builtIn('string')

/** As `$string`. */
const textOf = (value: unknown, run: FastRun): unknown => {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  run.spendValue(value, STRINGIFY_STEPS)
  return stringify(value)
}
