import { UNSURE } from './fast.ts'

type Operator = (left: unknown, right: unknown) => unknown

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isText = (value: unknown): value is string => typeof value === 'string'

const numeric =
  (calculate: (left: number, right: number) => number): Operator =>
  (left, right) => {
    if (isNumber(left) && isNumber(right)) return finite(calculate(left, right))
    const isMissing = left === undefined || right === undefined
    return isMissing && [left, right].every((each) => each === undefined || isNumber(each))
      ? undefined
      : UNSURE
  }

const finite = (value: number) => (Number.isFinite(value) ? value : UNSURE)

const comparing =
  (compare: (left: number | string, right: number | string) => boolean): Operator =>
  (left, right) => {
    if ((isNumber(left) && isNumber(right)) || (isText(left) && isText(right))) return compare(left, right)
    const isComparable = (each: unknown) => each === undefined || isNumber(each) || isText(each)
    const isMissing = left === undefined || right === undefined
    return isMissing && isComparable(left) && isComparable(right) ? undefined : UNSURE
  }

const equating =
  (isWanted: boolean): Operator =>
  (left, right) => {
    if (left === undefined || right === undefined) return false
    return isComposite(left) || isComposite(right) ? UNSURE : (left === right) === isWanted
  }

const isComposite = (value: unknown) => typeof value === 'object' && value !== null

const joining: Operator = (left, right) => {
  const start = textOf(left)
  const end = textOf(right)
  return start === undefined || end === undefined ? UNSURE : start + end
}

/** `undefined` for what is no text and has no obvious one. */
const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return ''
  return isText(value) ? value : undefined
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
])

/** An operator that needs both of its values; of `and` and `or` it is not known whether they do. */
export const quickOperator = (sign: string): Operator | undefined => OPERATORS.get(sign)

/** The truth of what is a boolean, or missing. */
export const truthOf = (value: unknown): unknown => {
  if (value === undefined) return false
  return typeof value === 'boolean' ? value : UNSURE
}

/** Functions of one argument, which may be a list. */
export const quickFunctions: ReadonlyMap<string, (argument: unknown) => unknown> = new Map([
  ['sum', (argument) => (argument === undefined ? undefined : sumOf(argument))],
  ['count', (argument) => (argument === undefined ? 0 : countOf(argument))],
])

const sumOf = (argument: unknown) => {
  const numbers = Array.isArray(argument) ? argument : [argument]
  return numbers.every(isNumber) ? finite(numbers.reduce((total, each) => total + each, 0)) : UNSURE
}

const countOf = (argument: unknown) => {
  if (Array.isArray(argument)) return argument.length
  return isComposite(argument) ? UNSURE : 1
}
