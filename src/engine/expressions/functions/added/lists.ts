import { type MaybePromise, mapMaybePromise } from '../../../../lib/async/maybe-promise.ts'
import { failedExpression } from '../../jsonata.ts'
import { type Key, type KeyOf, keysOf, type Scalar } from './keys.ts'

type List = readonly unknown[]

export const chunk = (list?: List, size?: number): unknown[][] | undefined => {
  if (list === undefined) return undefined
  if (size === undefined || !Number.isSafeInteger(size) || size < 1) {
    throw failedExpression(`$chunk: size must be a whole number of at least 1, not ${size ?? 'missing'}`)
  }
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

/** The first item of each key. Those without a key count as having the same one. */
export const uniqueBy = (list?: List, key?: KeyOf): MaybePromise<unknown[] | undefined> => {
  if (list === undefined) return undefined
  return mapMaybePromise(keysOf(list, key, '$uniqueBy'), (keys) => {
    const seen = new Set<Key>()
    return list.filter((_, index) => {
      const isNew = !seen.has(keys[index])
      seen.add(keys[index])
      return isNew
    })
  })
}

/** Objects have no other prototype than `null`, so that any key is one of their own. */
export const groupBy = (list?: List, key?: KeyOf): MaybePromise<object | undefined> => {
  if (list === undefined) return undefined
  return mapMaybePromise(keysOf(list, key, '$groupBy'), (keys) => {
    const groups: Record<string, unknown[]> = Object.create(null)
    for (const [name, item] of named(list, keys, '$groupBy')) {
      const group = groups[name]
      if (group) group.push(item)
      else groups[name] = [item]
    }
    return groups
  })
}

/** The last item of each key. */
export const keyBy = (list?: List, key?: KeyOf): MaybePromise<object | undefined> => {
  if (list === undefined) return undefined
  return mapMaybePromise(keysOf(list, key, '$keyBy'), (keys) => {
    const items: Record<string, unknown> = Object.create(null)
    for (const [name, item] of named(list, keys, '$keyBy')) items[name] = item
    return items
  })
}

/** Names by which JSONata knows its functions. */
const RESERVED: readonly string[] = ['_jsonata_lambda', '_jsonata_function']

function* named(list: List, keys: readonly Key[], caller: string): Generator<readonly [string, unknown]> {
  for (const [index, item] of list.entries()) {
    const key = keys[index]
    if (key === undefined) continue
    const name = String(key)
    if (RESERVED.includes(name)) throw failedExpression(`${caller}: the key ${name} is reserved`)
    yield [name, item]
  }
}

/** In the order of the keys; equal ones stay as they are, and those that are missing or null come last. */
export const sortBy = (list?: List, key?: KeyOf, direction = 'asc'): MaybePromise<unknown[] | undefined> => {
  if (list === undefined) return undefined
  if (direction !== 'asc' && direction !== 'desc') {
    throw failedExpression(
      `$sortBy: direction must be "asc" or "desc", not ${JSON.stringify(direction.slice(0, 100))}`,
    )
  }
  return mapMaybePromise(keysOf(list, key, '$sortBy'), (keys) => {
    const sorted: { readonly key: NonNullable<Scalar>; readonly item: unknown }[] = []
    const last: unknown[] = []
    for (const [index, item] of list.entries()) {
      const found = keys[index]
      if (found === undefined || found === null) last.push(item)
      else sorted.push({ key: found, item })
    }
    checkTypes(sorted.map((entry) => entry.key))
    const sign = direction === 'asc' ? 1 : -1
    sorted.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    return [...sorted.map(({ item }) => item), ...last]
  })
}

const checkTypes = (keys: readonly NonNullable<Scalar>[]) => {
  const [first] = keys
  const other = keys.find((key) => typeof key !== typeof first)
  if (other === undefined) return
  throw failedExpression(
    `$sortBy: keys must be all numbers or all texts, but there are ${JSON.stringify(first)?.slice(0, 100)} and ${JSON.stringify(other).slice(0, 100)}`,
  )
}
