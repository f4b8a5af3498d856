import { type MaybePromise, mapMaybePromise } from '../../../../../lib/async/maybe-promise.ts'
import { failedExpression } from '../../../mistakes/failures.ts'
import type { AddedFunction } from '../define.ts'
import { KEY, type Key, type KeyOf, keysOf } from './keys.ts'
import { sortBy } from './sort-by.ts'

type List = readonly unknown[]

const chunk = (list?: List, size?: number): unknown[][] | undefined => {
  if (list === undefined) return undefined
  if (size === undefined || !Number.isSafeInteger(size) || size < 1) {
    throw failedExpression(`$chunk: size must be a whole number of at least 1, not ${size ?? 'missing'}`)
  }
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}

const uniqueBy = (list?: List, key?: KeyOf): MaybePromise<unknown[] | undefined> => {
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
const groupBy = (list?: List, key?: KeyOf): MaybePromise<object | undefined> => {
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

const keyBy = (list?: List, key?: KeyOf): MaybePromise<object | undefined> => {
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

export const LIST_FUNCTIONS: readonly AddedFunction[] = [
  {
    name: 'chunk',
    parameters: 'list, size',
    signature: '<an:a>',
    description: 'The list split into lists of `size` items; the last one may be shorter.',
    examples: [{ expression: '$chunk([1, 2, 3, 4, 5], 2)', value: [[1, 2], [3, 4], [5]] }],
    implement: () => chunk,
  },
  {
    name: 'uniqueBy',
    parameters: 'list, key?',
    signature: '<a(sf)?:a>',
    description: `The first item of each key. ${KEY}; without one it is the item itself. Items without a key count as one.`,
    examples: [
      {
        expression:
          '$uniqueBy([{ "id": 1, "n": "a" }, { "id": 2, "n": "b" }, { "id": 1, "n": "c" }], "id").n',
        value: ['a', 'b'],
      },
    ],
    implement: () => uniqueBy,
  },
  sortBy,
  {
    name: 'groupBy',
    parameters: 'list, key?',
    signature: '<a(sf)?:o>',
    description: `An object with the list of the items of each key. ${KEY}. Items without a key are left out.`,
    examples: [
      {
        expression: '$groupBy([{ "k": "x", "v": 1 }, { "k": "y", "v": 2 }, { "k": "x", "v": 3 }], "k").x.v',
        value: [1, 3],
      },
      {
        expression: '$groupBy([1, 2, 3], function($n) { $n % 2 = 0 ? "even" : "odd" })',
        value: { odd: [1, 3], even: [2] },
      },
    ],
    implement: () => groupBy,
  },
  {
    name: 'keyBy',
    parameters: 'list, key?',
    signature: '<a(sf)?:o>',
    description: `An object with the last item of each key. ${KEY}. Items without a key are left out.`,
    examples: [{ expression: '$keyBy([{ "id": 7, "n": "a" }], "id")', value: { 7: { id: 7, n: 'a' } } }],
    implement: () => keyBy,
  },
]
