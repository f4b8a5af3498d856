import type { AstPair } from '../../ast.ts'
import { Appended } from './appended.ts'
import { type Environment, type EvaluateIn, maxLengthIn, type Variables } from './evaluate.ts'

/** The pairs between `{` and `}`. */
export interface Grouping {
  readonly lhs: readonly AstPair[]
  readonly position?: number
}

/** An item with the variables that `@`, `#` and `%` have bound on the way to it; the item itself is named `@`. */
type Tuple = Variables

interface Group<Item> {
  readonly pair: AstPair
  readonly items: Item[]
}

/**
 * The object that `{ key: value }` makes of its items. JSONata's own way takes a time that is quadratic in the items of
 * a group, evaluates all groups at once, which its limit for nested evaluations takes for a recursion, and puts an item
 * into an array that is empty, also when that is a value of the scope.
 */
export const groupBy = (evaluateIn: EvaluateIn) => {
  const groupItems = async (grouping: Grouping, items: readonly unknown[], environment: Environment) => {
    const evaluate = evaluateIn(environment)
    const groups = await divide(grouping, items, (node, item) => evaluate(node, item))
    const maxLength = maxLengthIn(environment)
    return collect(groups, (value, members) => evaluate(value, append(members, maxLength)))
  }

  const groupTuples = async (grouping: Grouping, tuples: readonly Tuple[], environment: Environment) => {
    const groups = await divide(grouping, tuples, (node, tuple) =>
      evaluateIn(environment, tuple)(node, tuple['@']),
    )
    const maxLength = maxLengthIn(environment)
    return collect(groups, (value, members) => {
      const { '@': item, ...variables } = appendEach(members, maxLength)
      return evaluateIn(environment, variables)(value, item)
    })
  }

  return (grouping: Grouping, value: unknown, environment: Environment): Promise<object> => {
    if (isTupleStream(value)) return groupTuples(grouping, value, environment)
    const items = Array.isArray(value) ? value : [value]
    // Without any item the pairs still make an object, as they do on their own.
    return groupItems(grouping, items.length > 0 ? items : [undefined], environment)
  }
}

const isTupleStream = (value: unknown): value is readonly Tuple[] =>
  Array.isArray(value) && 'tupleStream' in value && value.tupleStream === true

const divide = async <Item>(
  { lhs, position }: Grouping,
  items: readonly Item[],
  evaluateKey: (node: AstPair[0], item: Item) => Promise<unknown>,
): Promise<Map<string, Group<Item>>> => {
  const groups = new Map<string, Group<Item>>()
  const add = (key: string, pair: AstPair, item: Item) => {
    const group = groups.get(key)
    if (!group) groups.set(key, { pair, items: [item] })
    else if (group.pair === pair) group.items.push(item)
    else throw { code: 'D1009', position, value: key }
  }
  for (const item of items) {
    for (const pair of lhs) {
      const key = await evaluateKey(pair[0], item)
      if (key === undefined) continue
      if (typeof key !== 'string') throw { code: 'T1003', position, value: key }
      if (RESERVED.has(key)) throw { code: 'D1013', position, value: key }
      add(key, pair, item)
    }
  }
  return groups
}

/** Names by which JSONata knows its functions. */
const RESERVED: ReadonlySet<string> = new Set(['_jsonata_lambda', '_jsonata_function'])

const collect = async <Item>(
  groups: ReadonlyMap<string, Group<Item>>,
  evaluateValue: (node: AstPair[1], items: readonly Item[]) => Promise<unknown>,
): Promise<object> => {
  const result: Record<string, unknown> = Object.create(null)
  for (const [key, { pair, items }] of groups) {
    const value = await evaluateValue(pair[1], items)
    if (value !== undefined) result[key] = value
  }
  return result
}

const append = (items: readonly unknown[], maxLength: number): unknown => {
  const appended = new Appended(maxLength)
  for (const item of items) appended.add(item)
  return appended.value
}

/** Of each variable what its values in all tuples make together. */
const appendEach = (tuples: readonly Tuple[], maxLength: number): Tuple => {
  const [only, ...others] = tuples
  if (only && others.length === 0) return only
  const variables = new Map<string, Appended>()
  for (const tuple of tuples) {
    for (const [name, value] of Object.entries(tuple)) {
      const appended = variables.get(name) ?? new Appended(maxLength)
      appended.add(value)
      variables.set(name, appended)
    }
  }
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]))
}
