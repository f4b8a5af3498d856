import { pushAll } from './path.ts'
import { type Fast, type FastRun, fallback, unmarked } from './run.ts'

export interface Pair {
  readonly key: Fast
  readonly value: Fast
}

/** The pairs between `{` and `}`; `work` for each item. */
export interface Pairs {
  readonly pairs: readonly Pair[]
  readonly work: number
  /** Whether no two keys can be the same. */
  readonly isDistinct: boolean
}

/** The object that `{ key: value }` makes of its context, or of the items of a list. */
export const objectOf =
  (pairs: Pairs): Fast =>
  (context, run) => {
    if (Array.isArray(context) || !pairs.isDistinct) return grouped(pairs, context, run)
    unmarked(context)
    const object: Record<string, unknown> = {}
    for (const { key, value } of pairs.pairs) {
      const name = nameOf(key(context, run))
      const found = name === undefined ? undefined : value(context, run)
      if (name !== undefined && found !== undefined) object[name] = found
    }
    return object
  }

interface Group {
  readonly pair: Pair
  readonly items: unknown[]
}

/** One field for each key, whose value is that of all items with the key together. */
export const grouped = (pairs: Pairs, value: unknown, run: FastRun): unknown => {
  const items = Array.isArray(value) && value.length > 0 ? value : [onlyItem(value)]
  run.spend(items.length * pairs.work)
  const object: Record<string, unknown> = {}
  for (const [name, { pair, items: members }] of divide(pairs, items, run)) {
    const found = pair.value(members.length > 1 ? members : members[0], run)
    if (found !== undefined) object[name] = found
  }
  return object
}

const divide = ({ pairs }: Pairs, items: readonly unknown[], run: FastRun): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>()
  for (const item of items) {
    if (Array.isArray(item)) fallback()
    for (const pair of pairs) {
      const name = nameOf(pair.key(unmarked(item), run))
      if (name === undefined) continue
      const group = groups.get(name)
      if (!group) groups.set(name, { pair, items: [item] })
      else if (group.pair === pair) group.items.push(item)
      else fallback()
    }
  }
  return groups
}

/** Without any item the pairs still make an object. */
const onlyItem = (value: unknown) => (Array.isArray(value) ? undefined : value)

const nameOf = (name: unknown): string | undefined => {
  if (name === undefined) return undefined
  return typeof name !== 'string' || name === '__proto__' || name.startsWith('_jsonata_') ? fallback() : name
}

interface Element {
  readonly fast: Fast
  /** Whether it is written in brackets of its own, which stay. */
  readonly isArray: boolean
}

export const arrayOf =
  (elements: readonly Element[]): Fast =>
  (context, run) => {
    const array: unknown[] = []
    for (const { fast, isArray } of elements) {
      const value = fast(context, run)
      if (value === undefined) continue
      if (isArray) array.push(value)
      else pushAll(array, value, run)
    }
    return array
  }
