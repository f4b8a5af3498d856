import { isRecord } from '../../../lib/json/is-record.ts'
import { type AstNode, filtersOf } from '../ast.ts'
import { undefinedNames } from './undefined-names.ts'

/** The names in an expression that can be checked before it is evaluated. Names of data are not among them. */
export interface ExpressionNames {
  /** First names of paths that start at the scope, such as `input`. */
  readonly fields: readonly string[]
  /** Ids in `nodes.<id>`. */
  readonly nodes: readonly string[]
  /** Ids in `nodes.<id>` where `nodes` is a field of data, as in `input.rows.(nodes.<id>)`. */
  readonly nodesOfData: readonly string[]
  /** Fields of what stands first, such as `id` of `execution`; mostly data, whose fields are not known. */
  readonly members: readonly Member[]
  readonly subtractions: readonly Subtraction[]
  /** Functions that do not exist, without `$`. */
  readonly functions: readonly string[]
  /** What is called as a function without a `$` before its name. */
  readonly calls: readonly string[]
  /** What is called as a method, such as `length` in `input.length()`. */
  readonly methods: readonly string[]
  /** Texts in brackets, such as `name` in `input["name"]`. */
  readonly brackets: readonly string[]
  /** Variables that nothing assigns, without `$`. */
  readonly variables: readonly string[]
}

/** A path minus first names of other paths, such as `nodes.get-user.name`, which may be meant as one name. */
export interface Subtraction {
  readonly path: readonly string[]
  readonly names: readonly string[]
}

/** A field of a value in the scope. */
export interface Member {
  readonly of: string
  readonly name: string
}

export const NO_NAMES: ExpressionNames = {
  fields: [],
  nodes: [],
  nodesOfData: [],
  members: [],
  subtractions: [],
  functions: [],
  calls: [],
  methods: [],
  brackets: [],
  variables: [],
}

/** More would not help anyone, but take memory. */
const MAX_NAMES = 50

export const namesIn = (ast: AstNode): ExpressionNames => {
  const reader = new Reader()
  try {
    reader.visit(ast, 'scope')
    const { functions, variables } = undefinedNames(ast)
    return {
      fields: first(reader.fields),
      nodes: first(reader.nodes),
      nodesOfData: first(reader.nodesOfData),
      members: reader.members.slice(0, MAX_NAMES),
      subtractions: reader.subtractions.slice(0, MAX_NAMES),
      functions: first(functions),
      calls: first(reader.calls),
      methods: first(reader.methods),
      brackets: first(reader.brackets),
      variables: first(variables),
    }
  } catch (error) {
    // Nested too deeply for this thread's stack.
    if (error instanceof RangeError) return NO_NAMES
    throw error
  }
}

const first = (names: ReadonlySet<string>): string[] => [...names].slice(0, MAX_NAMES)

/**
 * What the context is: the scope itself; the scope in the body of a function, where first names that are not in the
 * scope are not reported, as they are mostly meant to be data; or data.
 */
type Context = 'scope' | 'body' | 'data'

/** Parts of a node that are evaluated for each item of its value. */
const PER_ITEM: ReadonlySet<string> = new Set('stages predicate group terms pattern update delete'.split(' '))

class Reader {
  readonly fields = new Set<string>()
  readonly nodes = new Set<string>()
  readonly nodesOfData = new Set<string>()
  readonly subtractions: Subtraction[] = []
  readonly calls = new Set<string>()
  readonly members: Member[] = []
  readonly methods = new Set<string>()
  readonly brackets = new Set<string>()

  visit(node: AstNode, context: Context) {
    if (node.type === 'path') this.#visitPath(node, context)
    if (node.type === 'binary' && node.value === '-') this.#noteSubtraction(node, context)
    if (node.type === 'function' && context !== 'data') this.#noteCall(node.procedure)
    this.#noteBrackets(node)
    const inner = node.type === 'lambda' && context === 'scope' ? 'body' : context
    for (const [key, part] of Object.entries(node)) {
      if (key === 'steps' || (key === 'procedure' && isPlainName(part))) continue
      this.#visitParts(part, PER_ITEM.has(key) ? 'data' : inner)
    }
  }

  #visitParts(part: unknown, context: Context) {
    if (typeof part !== 'object' || part === null) return
    if (isNode(part)) this.visit(part, context)
    else for (const each of Object.values(part)) this.#visitParts(each, context)
  }

  #visitPath({ steps }: Extract<AstNode, { type: 'path' }>, context: Context) {
    const start = startOf(steps, context)
    if (start === undefined) this.#noteNodeOfData(steps)
    else this.#noteNames(steps.slice(start), { context, isInScope: start === 1 })
    for (const [index, step] of steps.entries()) {
      if (index > 0 && step.type === 'function') this.#noteMethod(step.procedure)
      this.visit(step, index === 0 ? context : 'data')
    }
  }

  /** `isInScope`: after `$` or `$$`, where a name is one in the scope for certain. */
  #noteNames(
    [field, id]: readonly AstNode[],
    { context, isInScope }: { readonly context: Context; readonly isInScope: boolean },
  ) {
    if (field?.type !== 'name') return
    if (context !== 'body' || isInScope || field.value === 'nodes') this.fields.add(field.value)
    if (id?.type === 'name' && isBare(field)) this.#noteMember(field.value, id.value)
  }

  #noteNodeOfData([field, id]: readonly AstNode[]) {
    if (field?.type !== 'name' || field.value !== 'nodes' || !isBare(field)) return
    if (id?.type === 'name') this.nodesOfData.add(id.value)
  }

  #noteMember(object: string, name: string) {
    if (object === 'nodes') this.nodes.add(name)
    else this.members.push({ of: object, name })
  }

  /** Data hold no functions. */
  #noteMethod(procedure: AstNode) {
    const [name, ...others] = namesOf(procedure) ?? []
    if (name !== undefined && others.length === 0) this.methods.add(name)
  }

  #noteSubtraction(node: Extract<AstNode, { type: 'binary' }>, context: Context) {
    if (context === 'data') return
    const [from, ...rest] = operandsOf(node)
    const path = from && namesOf(from)
    if (!path) return
    const names: string[] = []
    for (const operand of rest) {
      const [name, ...below] = (operand.type === 'path' && namesOf(operand, 1)) || []
      if (name === undefined) break
      names.push(name)
      if (below.length > 0 || (operand.type === 'path' && operand.steps.length > 1)) break
    }
    if (names.length > 0) this.subtractions.push({ path, names })
  }

  /** The scope holds no functions, so a name without `$` is none. */
  #noteCall(procedure: AstNode) {
    const [name, ...others] = namesOf(procedure) ?? []
    if (name !== undefined && others.length === 0) this.calls.add(name)
  }

  #noteBrackets(node: AstNode) {
    for (const { expr } of filtersOf(node)) if (expr?.type === 'string') this.brackets.add(expr.value)
  }
}

/** Where in a path the first name is that is looked up in the scope. */
const startOf = (steps: readonly AstNode[], context: Context): number | undefined => {
  const [first] = steps
  if (first?.type !== 'variable') return context === 'data' ? undefined : 0
  const isScope = first.value === '$' || (first.value === '' && context !== 'data')
  return isScope && isBare(first) ? 1 : undefined
}

/** Whether nothing stands between a step and the next one. */
const isBare = (step: AstNode): boolean =>
  filtersOf(step).length === 0 && step.tuple !== true && step.group === undefined

/** `a`, `b` and `c` of `a - b - c`. */
const operandsOf = (node: Extract<AstNode, { type: 'binary' }>): AstNode[] => {
  const operands = [node.rhs]
  let left = node.lhs
  for (; left.type === 'binary' && left.value === '-'; left = left.lhs) operands.unshift(left.rhs)
  return [left, ...operands]
}

/** The names that a path consists of, or as many as it begins with. */
const namesOf = (node: AstNode, count?: number): string[] | undefined => {
  const steps = node.type === 'path' ? node.steps.slice(0, count) : [node]
  const names = steps.flatMap((step) => (step.type === 'name' && isBare(step) ? [step.value] : []))
  return names.length === steps.length ? names : undefined
}

const isPlainName = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && isNode(part) && namesOf(part)?.length === 1

/** Predicates have a type, too. */
const isNode = (part: object): part is AstNode =>
  isRecord(part) && typeof part.type === 'string' && part.type !== 'filter'
