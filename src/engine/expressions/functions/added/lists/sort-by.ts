import { type MaybePromise, mapMaybePromise } from '../../../../../lib/async/maybe-promise.ts'
import { failedExpression } from '../../../mistakes/failures.ts'
import type { AddedFunction } from '../define.ts'
import { KEY, type KeyOf, keysOf, type Scalar } from './keys.ts'

export const sortBy: AddedFunction = {
  name: 'sortBy',
  parameters: 'list, key?, direction?',
  signature: '<a(sf)?s?:a>',
  description:
    `The items in the order of their keys, \`asc\` or \`desc\`. ${KEY}. Keys must be all numbers, all strings ` +
    'or all booleans. Items with equal keys keep their order, and items whose key is missing or `null` come ' +
    'last.',
  examples: [
    { expression: '$sortBy([{ "n": 2 }, {}, { "n": 10 }], "n", "desc")', value: [{ n: 10 }, { n: 2 }, {}] },
    { expression: '$sortBy(["b", "C", "a"], $lowercase)', value: ['a', 'b', 'C'] },
  ],
  implement: () => sorted,
}

const sorted = (
  list?: readonly unknown[],
  key?: KeyOf,
  direction = 'asc',
): MaybePromise<unknown[] | undefined> => {
  if (list === undefined) return undefined
  if (direction !== 'asc' && direction !== 'desc') {
    throw failedExpression(
      `$sortBy: direction must be "asc" or "desc", not ${JSON.stringify(direction.slice(0, 100))}`,
    )
  }
  return mapMaybePromise(keysOf(list, key, '$sortBy'), (keys) => {
    const present: { readonly key: NonNullable<Scalar>; readonly item: unknown }[] = []
    const last: unknown[] = []
    for (const [index, item] of list.entries()) {
      const found = keys[index]
      if (found === undefined || found === null) last.push(item)
      else present.push({ key: found, item })
    }
    checkTypes(present.map((entry) => entry.key))
    const sign = direction === 'asc' ? 1 : -1
    present.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    return [...present.map(({ item }) => item), ...last]
  })
}

const checkTypes = (keys: readonly NonNullable<Scalar>[]) => {
  const [first] = keys
  const other = keys.find((key) => typeof key !== typeof first)
  if (other === undefined) return
  throw failedExpression(
    `$sortBy: keys must be all numbers, all strings or all booleans, but there are ${JSON.stringify(first)?.slice(0, 100)} and ${JSON.stringify(other).slice(0, 100)}`,
  )
}
