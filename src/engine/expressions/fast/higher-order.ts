import { isRecord } from '../../../lib/json/is-record.ts'
import { truthOf } from './operators.ts'
import { type FastRun, fallback, unmarked } from './run.ts'

/** A function of an expression, with what it reads beside its arguments. */
export interface Closure {
  /** How many arguments it has. */
  readonly arity: number
  readonly call: (given: readonly unknown[]) => unknown
}

export interface HigherOrder {
  /** The numbers of arguments that it may have, with the function as the second one. */
  readonly sizes: readonly number[]
  /** Whether a result of one item stands for the item, and one of none for nothing. */
  readonly makesSequence: boolean
  readonly call: (given: unknown, closure: Closure, run: FastRun, initial: unknown) => unknown
}

type OfList = (list: readonly unknown[], closure: Closure, run: FastRun, initial: unknown) => unknown

/** A single value counts as a list of one. */
const ofList =
  (call: OfList): HigherOrder['call'] =>
  (given, closure, run, initial) => {
    if (given === undefined) return undefined
    const list = Array.isArray(given) ? given : [given]
    list.forEach(unmarked)
    return call(list, closure, run, initial)
  }

type OfFields = (
  fields: readonly (readonly [string, unknown])[],
  call: (value: unknown, name: string) => unknown,
  run: FastRun,
) => unknown

const ofFields =
  (call: OfFields): HigherOrder['call'] =>
  (given, closure, run) => {
    if (!isRecord(given)) return fallback()
    return call(Object.entries(given), (value, name) => closure.call([unmarked(value), name, given]), run)
  }

const map: OfList = (list, { call }) => {
  const results: unknown[] = []
  for (const [index, item] of list.entries()) {
    const result = call([item, index, list])
    if (result !== undefined) results.push(result)
  }
  return results
}

const reduce: OfList = (list, { arity, call }, _run, initial) => {
  if (arity < 2) return fallback()
  const startsWithFirst = initial === undefined && list.length > 0
  let result = startsWithFirst ? list[0] : initial
  for (const [index, item] of list.entries()) {
    if (index > 0 || !startsWithFirst) result = call([result, item, index, list])
  }
  return result
}

/** The comparisons of JSONata's merge sort, as a function may not compare consistently. */
const mergeSort = (
  list: readonly unknown[],
  isAfter: (pair: readonly unknown[]) => unknown,
): readonly unknown[] => {
  if (list.length < 2) return list
  const middle = Math.floor(list.length / 2)
  const left = mergeSort(list.slice(0, middle), isAfter)
  const right = mergeSort(list.slice(middle), isAfter)
  const merged: unknown[] = []
  let a = 0
  let b = 0
  while (a < left.length && b < right.length)
    merged.push(isAfter([left[a], right[b]]) ? right[b++] : left[a++])
  return merged.concat(left.slice(a), right.slice(b))
}

const sift: OfFields = (fields, call, run) => {
  const chosen = fields.filter(([name, value]) => truthOf(call(value, name), run))
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined
}

const HIGHER_ORDER: ReadonlyMap<string, HigherOrder> = new Map([
  ['map', { sizes: [2], makesSequence: true, call: ofList(map) }],
  [
    'filter',
    {
      sizes: [2],
      makesSequence: true,
      call: ofList((list, { call }, run) =>
        list.filter((item, index) => truthOf(call([item, index, list]), run)),
      ),
    },
  ],
  ['reduce', { sizes: [2, 3], makesSequence: false, call: ofList(reduce) }],
  ['sort', { sizes: [2], makesSequence: false, call: ofList((list, { call }) => mergeSort(list, call)) }],
  [
    'each',
    {
      sizes: [2],
      makesSequence: true,
      call: ofFields((fields, call) =>
        fields.map(([name, value]) => call(value, name)).filter((value) => value !== undefined),
      ),
    },
  ],
  ['sift', { sizes: [2], makesSequence: false, call: ofFields(sift) }],
])

/** The function of JSONata with a function as its second of `size` arguments. */
export const higherOrder = (name: string, size: number): HigherOrder | undefined => {
  const found = HIGHER_ORDER.get(name)
  return found?.sizes.includes(size) ? found : undefined
}
