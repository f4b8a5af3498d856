import { type Fast, type FastRun, fallback } from './run.ts'

/** One of the keys by which `^(…)` sorts. */
export interface SortTerm {
  readonly key: Fast
  readonly isDescending: boolean
}

type Key = string | number | undefined

/** The items in the order of their keys; those without a key come last. */
export const sorted = (
  items: readonly unknown[],
  terms: readonly SortTerm[],
  run: FastRun,
): readonly unknown[] => {
  if (items.some(Array.isArray)) fallback()
  if (items.length < 2) return items
  run.spend(items.length * terms.length * Math.log2(items.length))
  const columns = terms.map(({ key, isDescending }) => ({ keys: keysOf(items, key, run), isDescending }))
  const compareAt = (a: number, b: number): number => {
    for (const { keys, isDescending } of columns) {
      const order = compare(keys[a], keys[b], isDescending)
      if (order !== 0) return order
    }
    return 0
  }
  return items
    .map((_, index) => index)
    .sort(compareAt)
    .map((index) => items[index])
}

/** Keys of other types, or of several, are an error for most lists. */
const keysOf = (items: readonly unknown[], key: Fast, run: FastRun): readonly Key[] => {
  const keys = items.map((item) => key(item, run))
  const kind = typeof keys.find((each) => each !== undefined)
  const areAlike = keys.every((each): each is Key => each === undefined || typeof each === kind)
  return areAlike && (kind === 'number' || kind === 'string' || kind === 'undefined') ? keys : fallback()
}

const compare = (a: Key, b: Key, isDescending: boolean): number => {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  return a < b === isDescending ? 1 : -1
}
