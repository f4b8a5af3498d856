import type { MaybePromise } from '../../../../lib/async/maybe-promise.ts'
import type { AstNode } from '../../ast.ts'
import { mergeSort } from '../../functions/lists/merge-sort.ts'
import type { Environment, EvaluateIn, Variables } from './evaluate.ts'

export type Path = Extract<AstNode, { type: 'path' }>
type Sort = Extract<AstNode, { type: 'sort' }>

/** A path around its first `^(…)`. */
interface Parts {
  readonly before: Path
  readonly sort: Sort
  /** What is done with the sorted list; `undefined` when nothing is. */
  readonly after: Path | undefined
  /** Whether items are sorted together with the variables of `@`, `#` or `%`. */
  readonly hasTuples: boolean
}

/** An item under `@`, with the variables that were bound on the way to it. */
type Tuple = Variables

/** Names the sorted tuples for the path that follows; a name that no expression can write. */
const SORTED = 'sorted tuples'

/** Where to cut a path; `undefined` when it sorts nothing. */
export const partsOf = ({ steps, keepArray, tuple }: Path): Parts | undefined => {
  const index = steps.findIndex(({ type }) => type === 'sort')
  const sort = steps[index]
  if (sort?.type !== 'sort') return undefined
  const { stages } = sort
  const before = steps.slice(0, index)
  const rest = steps.slice(index + 1)
  const hasTuples = before.some((step) => step.tuple)
  const makesTuples = hasTuples || sort.tuple === true
  const all: AstNode = {
    type: 'variable',
    value: makesTuples ? SORTED : '',
    ...(makesTuples && { tuple: true }),
    ...(stages && { stages }),
  }
  return {
    before: { type: 'path', steps: before, keepArray: true, ...(hasTuples && { tuple: true }) },
    sort,
    after:
      makesTuples || stages || rest.length > 0
        ? { type: 'path', steps: [all, ...rest], ...(keepArray && { keepArray }), ...(tuple && { tuple }) }
        : undefined,
    hasTuples,
  }
}

/**
 * The value of a path that sorts. JSONata evaluates the terms again for each comparison, and merges in a time that is
 * quadratic in the items. Here each term is evaluated at most once an item, when a comparison needs it. `original`
 * gives the value of the path where there is nothing to compare.
 */
export const sortedPath =
  (evaluateIn: EvaluateIn, { before, sort, after, hasTuples }: Parts, original: AstNode) =>
  async (input: unknown, environment: Environment): Promise<unknown> => {
    const evaluate = evaluateIn(environment)
    const items = itemsOf(await evaluate(before, input), before)
    if (items.length < 2) return evaluate(original, input)
    const entries = items.map((item) => ({ item, keys: [] }))
    const evaluateTerm = hasTuples ? termOfTuple(evaluateIn, environment) : evaluate
    const sorted = await mergeSort(entries, (a, b) => isAfter(a, b, { sort, evaluate: evaluateTerm }))
    const list = sorted.map(({ item }) => item)
    if (!after || (!hasTuples && !sort.tuple)) return after ? evaluate(after, list) : list
    const tuples = hasTuples ? list : list.map((item, position) => numbered(item, position, sort.index))
    const stream = Object.assign(environment.base.createSequence(), { tupleStream: true })
    for (const tuple of tuples) stream.push(tuple)
    return evaluateIn(environment, { [SORTED]: stream })(after, undefined)
  }

const termOfTuple = (evaluateIn: EvaluateIn, environment: Environment) => (term: AstNode, item: unknown) => {
  const tuple = item as Tuple
  return evaluateIn(environment, tuple)(term, tuple['@'])
}

const numbered = (item: unknown, position: number, index: string | undefined): Tuple =>
  Object.assign(Object.create(null), { '@': item }, index !== undefined && { [index]: position })

/**
 * A list that the path has found as a whole is replaced by its items, unless the path has made it as one of its items.
 */
const itemsOf = (value: unknown, { steps }: Path): readonly unknown[] => {
  if (!Array.isArray(value)) return []
  return 'cons' in value && !('sequence' in value) && steps.length > 1 ? [] : value
}

interface Entry {
  readonly item: unknown
  /** The value of each term so far. */
  readonly keys: unknown[]
}

interface Comparing {
  readonly sort: Sort
  evaluate(node: AstNode, input: unknown): Promise<unknown>
}

/** At once when all keys that decide are known. */
const isAfter = (a: Entry, b: Entry, comparing: Comparing): MaybePromise<boolean> => {
  const { terms, position } = comparing.sort
  for (const [index, term] of terms.entries()) {
    if (!(index in a.keys && index in b.keys))
      return addKeys([a, b], index, comparing).then(() => isAfter(a, b, comparing))
    const order = compare(a.keys[index], b.keys[index], position)
    // Items without a key come last in both directions.
    if (order !== 0) return Math.abs(order) > 1 || !term.descending ? order > 0 : order < 0
  }
  return false
}

const addKeys = async (entries: readonly Entry[], index: number, { sort, evaluate }: Comparing) => {
  const { expression } = sort.terms[index] ?? {}
  for (const { item, keys } of entries)
    if (expression && !(index in keys)) keys[index] = await evaluate(expression, item)
}

const isKey = (key: unknown): key is string | number => typeof key === 'string' || typeof key === 'number'

/** Beyond 1 when one of them is missing. */
const compare = (a: unknown, b: unknown, position: number | undefined): number => {
  if (a === undefined || b === undefined) return (a === undefined ? 2 : 0) - (b === undefined ? 2 : 0)
  if (!isKey(a) || !isKey(b)) throw { code: 'T2008', position, value: isKey(a) ? b : a }
  if (typeof a !== typeof b) throw { code: 'T2007', position, value: a, value2: b }
  return a === b ? 0 : a < b ? -1 : 1
}
