import { truthOf } from './operators.ts'
import { type Fast, type FastRun, fallback, unmarked } from './run.ts'
import { type SortTerm, sorted } from './sort.ts'

export interface Step {
  readonly fast: Fast
  readonly isName: boolean
  /** A variable in the first place: it stands for its value, or for the context as a whole. */
  readonly isVariable: boolean
  readonly filters: readonly Filter[]
  /** By what it sorts all items, if it does. */
  readonly terms?: readonly SortTerm[]
  /** Applies to each item of the value before it. */
  readonly work: number
}

/** A predicate: the index of one item, or a test that chooses items. */
export type Filter = { readonly index: number } | { readonly test: Fast; readonly work: number }

export const fieldOf =
  (name: string): Fast =>
  (context) => {
    if (typeof context !== 'object' || context === null || !Object.hasOwn(context, name)) return undefined
    if ('_jsonata_lambda' in context || '_jsonata_function' in context) return fallback()
    return (context as Readonly<Record<string, unknown>>)[name]
  }

/**
 * Each step is taken for every item that the one before it gave. Arrays are joined into one list, and a list of one
 * stands for its item, unless `keepsArray`; an array found whole by the last step is left as it is.
 */
export const pathOf = (steps: readonly Step[], keepsArray: boolean): Fast => {
  const path = pathOfLists(steps, keepsArray)
  const isPlain = steps.every(
    ({ isName, isVariable, filters }) => (isName || isVariable) && filters.length === 0,
  )
  if (keepsArray || !isPlain || !steps.at(-1)?.isName) return path
  return (context, run) => {
    let value = context
    for (const { fast, isVariable } of steps) {
      if (Array.isArray(value) && !isVariable) return path(context, run)
      value = fast(value, run)
    }
    return value
  }
}

const pathOfLists = (steps: readonly Step[], keepsArray: boolean): Fast => {
  const leading = steps.slice(0, -1)
  const last = steps.at(-1) ?? fallback()
  const startsWithVariable = steps[0]?.isVariable
  return (context, run) => {
    let items = startsWithVariable ? [context] : itemsOf(context)
    for (const step of leading) {
      items = joined(take(items, step, run), run)
      if (items.length === 0) return undefined
    }
    const found = take(items, last, run)
    return wholeOf(found, last) ?? (keepsArray ? keptArray : collapsed)(joined(found, run))
  }
}

const wholeOf = (found: readonly unknown[], { filters, isName }: Step): readonly unknown[] | undefined => {
  const whole = filters.length === 0 ? onlyArray(found) : undefined
  return !whole || isName || whole.length > 1 ? whole : fallback()
}

const itemsOf = (context: unknown): readonly unknown[] => (Array.isArray(context) ? context : [context])

const keptArray = (items: readonly unknown[]) => (items.length > 0 ? items : undefined)

const onlyArray = (found: readonly unknown[]): readonly unknown[] | undefined =>
  found.length === 1 && Array.isArray(found[0]) ? found[0] : undefined

const take = (items: readonly unknown[], step: Step, run: FastRun): readonly unknown[] => {
  if (!step.terms) return stepForEach(items, step, run)
  run.spend(items.length * step.work)
  return step.filters.reduce<readonly unknown[]>(
    (found, filter) => filtered(found, filter, run),
    sorted(items, step.terms, run),
  )
}

const stepForEach = (
  items: readonly unknown[],
  { fast, filters, work, isVariable }: Step,
  run: FastRun,
): unknown[] => {
  if (items.length > 1) run.spend(items.length * work)
  const found: unknown[] = []
  for (const item of items) {
    if (Array.isArray(item) && !isVariable) fallback()
    let value = fast(item, run)
    for (const filter of filters) value = filtered(value, filter, run)
    if (value !== undefined) found.push(value)
  }
  return found
}

const joined = (found: readonly unknown[], run: FastRun): readonly unknown[] => {
  if (!found.some(Array.isArray)) return found
  const only = onlyArray(found)
  if (only) return only
  const list: unknown[] = []
  for (const value of found) pushAll(list, value, run)
  return list
}

/** Adds a value to a list, or the items of an array. */
export const pushAll = (list: unknown[], value: unknown, run: FastRun) => {
  if (!Array.isArray(value)) return list.push(value)
  run.spend(value.length)
  for (const item of value) list.push(item)
  return list.length
}

/** What JSONata makes of a list when an expression has built it. */
export const collapsed = (list: readonly unknown[]): unknown => {
  if (list.length > 1) return list
  const [only] = list
  // Whether its items are taken for those of the list depends on what comes next.
  return Array.isArray(only) ? fallback() : only
}

/**
 * What the last call of a function of the expression makes of a list. JSONata keeps one of one item or none there, and
 * takes it for its item, or for nothing, wherever it is read.
 */
export const uncollapsed = (list: readonly unknown[]): unknown => (list.length > 1 ? list : fallback())

/** The items that a predicate chooses; never `undefined`, so that predicates can follow each other. */
export const filtered = (value: unknown, filter: Filter, run: FastRun): unknown[] => {
  const items = Array.isArray(value) ? value : [unmarked(value)]
  if ('index' in filter) {
    const item: unknown = items.at(Math.floor(filter.index))
    if (Array.isArray(item)) fallback()
    return item === undefined ? [] : [item]
  }
  run.spend(items.length * filter.work)
  return items.filter((item, index) => {
    if (Array.isArray(item)) fallback()
    const result = filter.test(item, run)
    if (Array.isArray(result)) fallback()
    const isChosen =
      typeof result === 'number' ? isIndex(Math.floor(result), index, items.length) : truthOf(result, run)
    return isChosen && item === undefined ? fallback() : isChosen
  })
}

const isIndex = (wanted: number, index: number, length: number) =>
  (wanted < 0 ? length + wanted : wanted) === index
