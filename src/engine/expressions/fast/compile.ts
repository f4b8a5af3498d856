import { type AstNode, type AstPair, type AstStage, chainedCall } from '../ast.ts'
import { VARS } from '../names/variable-names.ts'
import { SECRET } from '../secrets.ts'
import { fastFunction } from './functions.ts'
import { grouped, objectOf, type Pairs } from './object.ts'
import { operatorOf, truthOf } from './operators.ts'
import { collapsed, type Filter, fieldOf, filtered, pathOf, pushAll, type Step } from './path.ts'
import { FALLBACK, type Fast, fallback, unmarked } from './run.ts'

type NodeOf<T extends AstNode['type']> = Extract<AstNode, { type: T }>

/**
 * A function for an expression of fields, predicates, literals, operators, variables and common functions, as most are.
 * It gives what JSONata gives in a fraction of the time, or throws. `undefined` for any other expression.
 */
export const compileFast = (ast: AstNode): Fast | undefined => {
  try {
    const fast = new Compiler().compile(ast, true)
    if (isReference(ast)) return fast
    return (context, run) => {
      const value = fast(context, run)
      run.checkResult(value)
      return value
    }
  } catch (error) {
    // Also when it is nested too deeply for the stack.
    if (error === FALLBACK || error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether no value of the scope comes out more than once. */
const isReference = (node: AstNode) => node.type === 'path' && node.steps.every(({ type }) => type === 'name')

/** What any node may have; a node with anything else is left to JSONata. */
const PLAIN: ReadonlySet<string> = new Set(
  'type value position steps expressions expression lhs rhs condition then else procedure arguments'.split(
    ' ',
  ),
)

const requirePlain = (node: object, ...others: readonly string[]) => {
  for (const [key, value] of Object.entries(node)) {
    if (value !== undefined && !PLAIN.has(key) && !others.includes(key)) fallback()
  }
}

const literal =
  (value: unknown): Fast =>
  () =>
    value

class Compiler {
  /** The variables that can be read here: the index of each in a run's `variables`. */
  #names: ReadonlyMap<string, number> = new Map()
  #variables = 0
  /** Nodes so far: what an item costs is the number of nodes that are evaluated for it. */
  #nodes = 0

  /** `atRoot`: its context is the whole scope, which must not come out as a value. */
  compile(node: AstNode, atRoot: boolean): Fast {
    this.#nodes++
    if (node.type === 'path') return this.#path(node, atRoot)
    requirePlain(node, 'predicate')
    const fast = this.#compileBare(node, atRoot)
    if (!node.predicate) return fast
    const filters = node.predicate.map((stage) => this.#filter(stage))
    return (context, run) => {
      let value = fast(context, run)
      for (const filter of filters) value = filtered(value, filter, run)
      return collapsed(value as readonly unknown[])
    }
  }

  #compileBare(node: AstNode, atRoot: boolean): Fast {
    switch (node.type) {
      case 'string':
      case 'number':
        return literal(node.value)
      case 'value':
        return literal('value' in node ? node.value : undefined)
      case 'variable':
        return this.#variable(node.value, atRoot)
      case 'block':
        return this.#block(node.expressions, atRoot)
      case 'binary':
        return this.#binary(node, atRoot)
      case 'unary':
        return this.#unary(node, atRoot)
      case 'condition':
        return this.#condition(node, atRoot)
      case 'function':
        return this.#call(node.procedure, node.arguments, atRoot)
      case 'apply':
        return this.#apply(node, atRoot)
      default:
        return fallback()
    }
  }

  /** Compiles what is evaluated once an item, and counts its nodes. */
  #perItem<T>(compile: () => T): { readonly made: T; readonly work: number } {
    const before = this.#nodes
    const made = compile()
    return { made, work: 1 + this.#nodes - before }
  }

  #path(node: NodeOf<'path'>, atRoot: boolean): Fast {
    requirePlain(node, 'keepSingletonArray', 'keepArray', 'group')
    // Behind `^(…)`, `[]` keeps a list of one only.
    if (node.keepArray && !node.keepSingletonArray) fallback()
    const [first, second] = node.steps
    const startsAtRoot =
      first?.type === 'variable' &&
      (first.value === '$' || (first.value === '' && atRoot)) &&
      second?.type === 'name' &&
      !first.predicate
    const steps = (startsAtRoot ? node.steps.slice(1) : node.steps).map((step, index) =>
      this.#step(step, atRoot && index === 0, index === 0),
    )
    const path = pathOf(steps, node.keepSingletonArray === true)
    const found: Fast = startsAtRoot ? (_context, run) => path(run.root, run) : path
    if (!node.group) return found
    const pairs = this.#object(node.group.lhs, false)
    return (context, run) => grouped(pairs, found(context, run), run)
  }

  #step(node: AstNode, atRoot: boolean, isFirst: boolean): Step {
    if (node.type === 'sort') return this.#sort(node)
    const isName = node.type === 'name'
    const { made, work } = this.#perItem(() => {
      if (isName) requirePlain(node, 'stages', 'keepArray')
      const { stages, keepArray: _, ...bare } = node
      return {
        fast: isName ? fieldOf(node.value) : this.compile(bare as AstNode, atRoot),
        filters: (stages ?? []).map((stage) => this.#filter(stage)),
      }
    })
    return { ...made, isName, isVariable: isFirst && node.type === 'variable', work }
  }

  #sort(node: NodeOf<'sort'>): Step {
    requirePlain(node, 'terms', 'stages')
    const { made, work } = this.#perItem(() => ({
      terms: node.terms.map(({ expression, descending }) => ({
        key: this.compile(expression, false),
        isDescending: descending === true,
      })),
      filters: (node.stages ?? []).map((stage) => this.#filter(stage)),
    }))
    return { ...made, fast: unmarked, isName: false, isVariable: false, work }
  }

  #filter({ type, expr }: AstStage): Filter {
    if (type !== 'filter' || !expr) return fallback()
    if (expr.type === 'number') return { index: expr.value }
    const { made, work } = this.#perItem(() => this.compile(expr, false))
    return { test: made, work }
  }

  #variable(name: string, atRoot: boolean): Fast {
    if (name === '') return atRoot ? fallback() : unmarked
    const index = this.#names.get(name)
    if (index !== undefined) return (_context, run) => run.variables[index]
    return name === VARS ? (_context, run) => unmarked(run.given) : fallback()
  }

  #declare(name: string): number {
    this.#names = new Map(this.#names).set(name, this.#variables)
    return this.#variables++
  }

  /** Variables can be read from where they are bound to the end of the block. */
  #block(nodes: readonly AstNode[], atRoot: boolean): Fast {
    const outer = this.#names
    const parts = nodes.map((node) =>
      node.type === 'bind' ? this.#bind(node, atRoot) : this.compile(node, atRoot),
    )
    this.#names = outer
    const [only, ...others] = parts
    if (only && others.length === 0) return only
    return (context, run) => {
      let value: unknown
      for (const part of parts) value = part(context, run)
      return value
    }
  }

  #bind(node: NodeOf<'bind'>, atRoot: boolean): Fast {
    requirePlain(node)
    const value = this.compile(node.rhs, atRoot)
    const index = this.#declare(node.lhs.value)
    return (context, run) => {
      run.variables[index] = value(context, run)
      return run.variables[index]
    }
  }

  #binary({ value: sign, lhs, rhs }: NodeOf<'binary'>, atRoot: boolean): Fast {
    const left = this.compile(lhs, atRoot)
    const right = this.compile(rhs, atRoot)
    if (sign === 'and')
      return (context, run) => truthOf(left(context, run), run) && truthOf(right(context, run), run)
    if (sign === 'or')
      return (context, run) => truthOf(left(context, run), run) || truthOf(right(context, run), run)
    const operate = operatorOf(sign)
    return (context, run) => operate(left(context, run), right(context, run), run)
  }

  #unary(node: NodeOf<'unary'>, atRoot: boolean): Fast {
    if (node.value === '{') return objectOf(this.#object(node.lhs, atRoot))
    if (node.value === '[') return this.#array(node.expressions, atRoot)
    const operand = this.compile(node.expression, atRoot)
    return (context, run) => {
      const value = operand(context, run)
      if (value === undefined) return undefined
      return typeof value === 'number' ? -value : fallback()
    }
  }

  #array(nodes: readonly AstNode[], atRoot: boolean): Fast {
    const items = nodes.map((node) => ({
      fast: this.compile(node, atRoot),
      isArray: node.type === 'unary' && node.value === '[',
    }))
    return (context, run) => {
      const array: unknown[] = []
      for (const { fast, isArray } of items) {
        const value = fast(context, run)
        if (value === undefined) continue
        if (isArray) array.push(value)
        else pushAll(array, value, run)
      }
      return array
    }
  }

  #object(nodes: readonly AstPair[], atRoot: boolean): Pairs {
    const { made, work } = this.#perItem(() =>
      nodes.map(([key, value]) => ({ key: this.compile(key, atRoot), value: this.compile(value, atRoot) })),
    )
    const keys = new Set(nodes.map(([key]) => (key.type === 'string' ? key.value : undefined)))
    const isDistinct = nodes.length < 2 || (!keys.has(undefined) && keys.size === nodes.length)
    return { pairs: made, work, isDistinct }
  }

  #condition(node: NodeOf<'condition'>, atRoot: boolean): Fast {
    const test = this.compile(node.condition, atRoot)
    const whenTrue = this.compile(node.then, atRoot)
    const whenFalse = node.else ? this.compile(node.else, atRoot) : literal(undefined)
    return (context, run) => (truthOf(test(context, run), run) ? whenTrue : whenFalse)(context, run)
  }

  #apply({ lhs, rhs }: NodeOf<'apply'>, atRoot: boolean): Fast {
    requirePlain(rhs)
    if (rhs.type !== 'function') return this.#call(rhs, [lhs], atRoot)
    const call = chainedCall(lhs, rhs)
    return this.#call(call.procedure, call.arguments, atRoot)
  }

  #call(procedure: AstNode, nodes: readonly AstNode[], atRoot: boolean): Fast {
    requirePlain(procedure)
    if (procedure.type !== 'variable' || this.#names.has(procedure.value)) return fallback()
    if (procedure.value === SECRET) return secretOf(nodes)
    const call = fastFunction(procedure.value) ?? fallback()
    const given = nodes.map((node) => this.compile(node, atRoot))
    // JSONata would call a given value that it takes for a function.
    return (context, run) =>
      call(
        given.map((each) => unmarked(each(context, run))),
        context,
        run,
      )
  }
}

const secretOf = ([name, ...others]: readonly AstNode[]): Fast => {
  if (name?.type !== 'string' || others.length > 0) return fallback()
  return (_context, run) => run.secrets?.get(name.value) ?? fallback()
}
