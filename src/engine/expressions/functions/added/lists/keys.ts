import type { MaybePromise } from '../../../../../lib/async/maybe-promise.ts'
import { failedExpression } from '../../../mistakes/failures.ts'

export type Scalar = string | number | boolean | null
/** `undefined` for an item without a key. */
export type Key = Scalar | undefined

/** What descriptions say of keys. */
export const KEY = 'The key is the name of a field, a path of names (`a.b`), or a function of the item'

/** Missing for the item itself. */
export type KeyOf = string | ((item: unknown) => Promise<unknown>)

/** The keys of all items, at once unless a function gives them. */
export const keysOf = (
  list: readonly unknown[],
  keyOf: KeyOf | undefined,
  caller: string,
): MaybePromise<readonly Key[]> => {
  if (typeof keyOf === 'function') return calledKeys(list, keyOf, caller)
  if (keyOf === undefined) return list.map((item, index) => checkedKey(item, index, caller))
  const path = keyOf.split('.')
  return list.map((item, index) => checkedKey(fieldAt(item, keyOf, path), index, caller))
}

const calledKeys = async (
  list: readonly unknown[],
  keyOf: (item: unknown) => Promise<unknown>,
  caller: string,
): Promise<readonly Key[]> => {
  const keys: Key[] = []
  for (const [index, item] of list.entries()) keys.push(checkedKey(await keyOf(item), index, caller))
  return keys
}

/** A field of exactly that name comes before one that is found step by step. */
const fieldAt = (item: unknown, name: string, path: readonly string[]): unknown => {
  const own = fieldOf(item, name)
  if (own !== undefined || path.length === 1) return own
  return path.reduce(fieldOf, item)
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

const checkedKey = (key: unknown, index: number, caller: string): Key => {
  if (key === null || key === undefined) return key
  if (typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') return key
  const kind = Array.isArray(key) ? 'a list' : 'an object or a function'
  throw failedExpression(
    `${caller}: the key of item ${index} is ${kind}; it must be a string, a number or a boolean`,
  )
}
