import { type AstNode, filtersOf, type LambdaNode, type UnaryNode } from './ast.ts'
import { type Argument, functionRule, UNIT } from './functions.ts'

/**
 * What the longest step of an evaluation grows with. JSONata asks for its time limit between steps only:
 * - `fixed`: nothing, however much the expression is given;
 * - `linear`: what the expression is given;
 * - `unknown`: more than that, or nothing is known about it; also what changes the values that it is given.
 */
export type Cost = 'fixed' | 'linear' | 'unknown'

/** How many times larger than what it was given a value may become, and all together that is gone through. */
const LARGEST = 128
/** The same for what a function goes through in a single step. */
const LARGEST_ARGUMENT = 16
/** Ways through what may be long lists, in the parts of a literal: JSONata goes all of them before it asks for the time. */
const MOST_WAYS = 5
/** The parts of an array literal are joined in a time that is quadratic in their number. */
const MOST_PARTS = 500

/** A function or an operator that is not provided for here is `unknown`. */
export const costOf = (ast: AstNode): Cost => {
  const analysis = new Analysis()
  if (analysis.growth(ast, atRoot()) > LARGEST) return 'unknown'
  if (!analysis.isLinear && analysis.ways <= MOST_WAYS) return 'fixed'
  return analysis.work > LARGEST ? 'unknown' : 'linear'
}

/** Where a node stands, and how many times larger than what that place was given the values there are. */
interface Place {
  /** `$` and the names in it; infinite where they are not those of the innermost item. */
  readonly context: number
  /** The context is the whole scope. */
  readonly isRoot: boolean
  readonly variables: Map<string, number>
}

const atRoot = (): Place => ({ context: 1, isRoot: true, variables: new Map() })

/** What is evaluated once an item: all items together are no larger than what they came from, anything else may be. */
const inItem = (): Place => ({ context: 1, isRoot: false, variables: new Map() })

/** The body of a function that is called once an item: its parameters are the item, its context is not. */
const inBody = (parameters: readonly string[]): Place => ({
  context: Infinity,
  isRoot: false,
  variables: new Map(parameters.map((name) => [name, 1])),
})

class Analysis {
  isLinear = false
  /** How many times what was given is gone through, once at each place: the parts of a literal may do so in one turn. */
  work = 0
  /** Paths of more than one step in literals. */
  ways = 0
  #literals = 0
  // A node may be asked about more than once, and so may those in it each time.
  readonly #growths = new Map<AstNode, number>()
  readonly #passing = new Map<AstNode, boolean>()

  /** How many times larger than what its place was given the node's value may be; infinite when nothing is known. */
  growth(node: AstNode, place: Place): number {
    const known = this.#growths.get(node)
    if (known !== undefined) return known
    const isKnownKind = !node.group && !node.tuple && this.#areFilters(node)
    const found = isKnownKind ? (growthOfLeaf(node, place) ?? this.#composite(node, place)) : Infinity
    this.#growths.set(node, found)
    return found
  }

  #composite(node: AstNode, place: Place): number {
    switch (node.type) {
      case 'path':
        return this.#path(node.steps, place)
      case 'sort':
        this.isLinear = true
        return node.terms.every(({ expression }) => this.#isPassing(expression, inItem())) ? 1 : Infinity
      case 'binary':
        return this.#binary(node, place)
      case 'unary':
        return this.#unary(node, place)
      case 'condition':
        return this.#condition(node, place)
      case 'block':
        return this.#block(node.expressions, place)
      case 'bind':
        return this.#bind(node.lhs.value, this.growth(node.rhs, place), place)
      case 'function':
        return this.#call(node.procedure, node.arguments, place)
      case 'apply':
        return node.rhs.type === 'function'
          ? this.#call(node.rhs.procedure, [node.lhs, ...node.rhs.arguments], place)
          : this.#call(node.rhs, [node.lhs], place)
      default:
        return Infinity
    }
  }

  #condition(node: Extract<AstNode, { type: 'condition' }>, place: Place): number {
    if (!this.#isPassing(node.condition, place)) return Infinity
    return Math.max(this.growth(node.then, place), node.else ? this.growth(node.else, place) : 0)
  }

  #areFilters(node: AstNode): boolean {
    return filtersOf(node).every(({ type, expr }) => type === 'filter' && this.#isPassing(expr, inItem()))
  }

  /** Whether a value may be looked at and is forgotten then: what is only referred to may be of any size. */
  #isPassing(node: AstNode, place: Place): boolean {
    const known = this.#passing.get(node)
    if (known !== undefined) return known
    const growth = this.#isReference(node, place) ? 1 : this.growth(node, place)
    if (!isScalar(node)) this.work += growth
    this.#passing.set(node, growth <= LARGEST_ARGUMENT)
    return growth <= LARGEST_ARGUMENT
  }

  #isReference(node: AstNode, place: Place): boolean {
    if (node.type === 'variable') return filtersOf(node).length === 0
    if (node.type === 'function') return this.#isLookup(node, place)
    if (node.type !== 'path' || node.group || node.tuple) return false
    if (node.steps.length > 1 && this.#literals > 0) this.ways++
    // A variable further on would be there once for each item of what stands before it.
    const isStep = ({ type }: AstNode, index: number) =>
      type === 'name' || (type === 'variable' && index === 0)
    return node.steps.every((step, index) => isStep(step, index) && !step.tuple && this.#areFilters(step))
  }

  /** A field of what is referred to. */
  #isLookup(node: Extract<AstNode, { type: 'function' }>, place: Place): boolean {
    const [object, key] = node.arguments
    const isLookup = node.procedure.type === 'variable' && node.procedure.value === 'lookup'
    if (!isLookup || !object || !key || filtersOf(node).length > 0) return false
    return this.#isReference(object, place) && this.#isPassing(key, place)
  }

  #path([first, ...rest]: readonly AstNode[], place: Place): number {
    const [second] = rest
    if (!first) return Infinity
    if (second && this.#literals > 0) this.ways++
    let start = this.growth(first, place)
    if (place.isRoot && second?.type === 'name') {
      if (first.type === 'variable' && (first.value === '$' || first.value === ''))
        return this.#path(rest, place)
      if (first.type === 'name' && first.value === 'nodes') start = this.#areFilters(first) ? 1 : Infinity
    }
    return rest.reduce((growth, step) => growth * this.growth(step, inItem()), start)
  }

  #binary({ value, lhs, rhs }: Extract<AstNode, { type: 'binary' }>, place: Place): number {
    switch (value) {
      case '&':
        this.isLinear = true
        return this.#concatenated(lhs, place) + this.#concatenated(rhs, place)
      case '..':
        return isNumber(lhs) && isNumber(rhs) ? Math.max(0, rhs.value - lhs.value) / UNIT : Infinity
      case '=':
      case '!=':
      case 'in':
        if (!isScalar(lhs) && !isScalar(rhs)) this.isLinear = true
    }
    return this.#isPassing(lhs, place) && this.#isPassing(rhs, place) ? 1 : Infinity
  }

  /** What is no text yet is made one; a text is only put beside another. */
  #concatenated(node: AstNode, place: Place): number {
    const growth = this.growth(node, place)
    const isText = node.type === 'string' || (node.type === 'binary' && node.value === '&')
    if (!isText) this.work += growth
    return growth
  }

  #unary(node: UnaryNode, place: Place): number {
    switch (node.value) {
      case '-':
        return this.#isPassing(node.expression, place) ? 1 : Infinity
      case '[':
        return node.expressions.length > MOST_PARTS ? Infinity : this.#sum(node.expressions, place)
      case '{':
        return this.#sum(node.lhs.flat(), place)
    }
  }

  #sum(nodes: readonly AstNode[], place: Place): number {
    this.#literals++
    const growth = nodes.reduce((sum, node) => sum + this.growth(node, place), 0)
    this.#literals--
    return growth
  }

  #block(expressions: readonly AstNode[], place: Place): number {
    const growths = expressions.map((each) => this.growth(each, place))
    return growths.every((growth) => growth <= LARGEST) ? (growths.at(-1) ?? 1) : Infinity
  }

  #bind(name: string, growth: number, { variables }: Place): number {
    // It may be bound again further in and be read outside afterwards, and it may hide a function of that name.
    variables.set(name, Math.max(growth, variables.get(name) ?? 0))
    return isFunction(name) ? Infinity : growth
  }

  #call(procedure: AstNode, given: readonly AstNode[], place: Place): number {
    if (procedure.type !== 'variable' || filtersOf(procedure).length > 0) return Infinity
    const [list, body] = given
    if (ITEMWISE.includes(procedure.value)) {
      return list && body?.type === 'lambda' && given.length === 2
        ? this.#itemwise(procedure.value, this.growth(list, place), body)
        : Infinity
    }
    const rule = functionRule(procedure.value)
    if (!rule || given.length < rule.least || given.length > rule.most) return Infinity
    this.isLinear ||= !rule.isFixed
    return rule.growth(given.map((node) => this.#argument(node, place)))
  }

  #argument(node: AstNode, place: Place): Argument {
    const growth = this.growth(node, place)
    const isPassing = this.#isPassing(node, place)
    return { node, growth: growth <= LARGEST_ARGUMENT ? growth : Infinity, isPassing }
  }

  /** A function that calls another one once an item, and puts together what that gives or the items that it chooses. */
  #itemwise(name: string, size: number, lambda: LambdaNode): number {
    const parameters = lambda.arguments.map(({ value }) => value)
    // A third parameter would be all items, once for each of them; a signature is a regular expression.
    if (parameters.length > 2 || lambda.signature || parameters.some(isFunction)) return Infinity
    const body = lambda.body.type === 'lambda' && lambda.body.thunk ? lambda.body.body : lambda.body
    const place = inBody(parameters)
    if (name === 'map' || name === 'each') return size * this.growth(body, place)
    return this.#isPassing(body, place) ? size : Infinity
  }
}

const growthOfLeaf = (node: AstNode, { context, isRoot, variables }: Place): number | undefined => {
  switch (node.type) {
    case 'string':
      return isRoot ? 1 : node.value.length / UNIT
    case 'number':
    case 'value':
      return 1
    case 'name':
      return isRoot && node.value === 'nodes' ? Infinity : context
    case 'variable':
      if (node.value === '') return isRoot ? Infinity : context
      return variables.get(node.value) ?? Infinity
    default:
      return undefined
  }
}

const ITEMWISE = ['map', 'each', 'filter', 'single', 'sift']

const isFunction = (name: string): boolean => ITEMWISE.includes(name) || functionRule(name) !== undefined

const isNumber = (node: AstNode) => node.type === 'number'

const isScalar = ({ type }: AstNode): boolean => type === 'string' || type === 'number' || type === 'value'
