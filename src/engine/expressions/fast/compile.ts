import { type AstNode, type AstPair, type AstStage, chainedCall, type LambdaNode } from '../ast.ts'
import { VARS } from '../names/variable-names.ts'
import { SECRET } from '../secrets.ts'
import { fastFunction, NO_CONTEXT } from './functions.ts'
import { type HigherOrder, higherOrder } from './higher-order.ts'
import { callOf, higherOrderCall, type Lambda, lambdaOf, type NamedLambda } from './lambda.ts'
import { Names } from './names.ts'
import { arrayOf, grouped, objectOf, type Pairs } from './object.ts'
import { operatorOf, truthOf } from './operators.ts'
import { collapsed, type Filter, fieldOf, filtered, pathOf, type Step } from './path.ts'
import { isReference, literal, type NodeOf, requirePlain, secretOf } from './plain-nodes.ts'
import { FALLBACK, type Fast, fallback, unmarked } from './run.ts'

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

class Compiler {
  readonly #names = new Names()
  /** Nodes so far: what an item costs is the number of nodes that are evaluated for it. */
  #nodes = 0

  /** `atRoot`: its context is the whole scope, which must not come out as a value. */
  compile(node: AstNode, atRoot: boolean): Fast {
    this.#nodes++
    if (node.type === 'path') return this.#path(node, atRoot)
    requirePlain(node, 'predicate', 'body', 'thunk')
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
      case 'lambda':
        return this.#tailCall(node, atRoot)
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
    const named = this.#names.get(name)
    if (typeof named === 'number') return (_context, run) => run.variables[named]
    return name === VARS && !named ? (_context, run) => unmarked(run.given) : fallback()
  }

  /** Variables can be read from where they are bound to the end of the block. */
  #block(nodes: readonly AstNode[], atRoot: boolean): Fast {
    const parts = this.#names.block(() =>
      nodes.map((node, index) => {
        if (node.type !== 'bind') return this.compile(node, atRoot)
        if (node.rhs.type !== 'lambda') return this.#bind(node, atRoot)
        // The value of the block would be a function.
        return index < nodes.length - 1 ? this.#bindLambda(node, node.rhs, atRoot) : fallback()
      }),
    )
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
    const index = this.#names.bind(node.lhs.value)
    return (context, run) => {
      run.variables[index] = value(context, run)
      return run.variables[index]
    }
  }

  #bindLambda(node: NodeOf<'bind'>, rhs: LambdaNode, atRoot: boolean): Fast {
    requirePlain(node)
    const index = this.#names.bindLambda(node.lhs.value, this.#lambda(rhs, atRoot))
    return (context, run) => {
      run.variables[index] = context
      return undefined
    }
  }

  #lambda(node: AstNode, atRoot: boolean): Lambda {
    if (node.type !== 'lambda' || node.thunk) return fallback()
    requirePlain(node, 'body')
    const parameters = node.arguments.map(({ value }) => value)
    const {
      from,
      made: { made: body, work },
    } = this.#names.withParameters(parameters, () => this.#perItem(() => this.compile(node.body, atRoot)))
    return lambdaOf({ from, arity: parameters.length, body, work })
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
    return arrayOf(items)
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

  #call(procedure: AstNode, nodes: readonly AstNode[], atRoot: boolean, isLast = false): Fast {
    requirePlain(procedure)
    if (procedure.type !== 'variable') return fallback()
    const { value: name } = procedure
    const named = this.#names.get(name)
    if (named !== undefined) return this.#callNamed(named, nodes, atRoot)
    if (name === SECRET) return secretOf(nodes)
    const ofFunction = higherOrder(name, nodes.length)
    if (ofFunction) return this.#callHigherOrder(ofFunction, nodes, atRoot, isLast)
    const call = fastFunction(name, isLast) ?? fallback()
    const given = nodes.map((node) => this.compile(node, atRoot))
    // JSONata would call a given value that it takes for a function.
    return (context, run) =>
      call(
        given.map((each) => unmarked(each(context, run))),
        isLast ? NO_CONTEXT : context,
        run,
      )
  }

  #callNamed(named: number | NamedLambda, nodes: readonly AstNode[], atRoot: boolean): Fast {
    if (typeof named === 'number') return fallback()
    const given = nodes.map((node) => this.compile(node, atRoot))
    return callOf(named, given)
  }

  #callHigherOrder(
    procedure: HigherOrder,
    nodes: readonly AstNode[],
    atRoot: boolean,
    isLast: boolean,
  ): Fast {
    const [list = fallback(), given = fallback(), third] = nodes
    const value = this.compile(list, atRoot)
    const named = given.type === 'variable' ? this.#names.get(given.value) : undefined
    const lambda =
      typeof named === 'object' ? named : { lambda: this.#lambda(given, atRoot), context: undefined }
    const initial = third && this.compile(third, atRoot)
    return higherOrderCall({ procedure, value, lambda, initial, isLast })
  }

  /** The last call of a function: JSONata makes it after the function has returned, and so leaves its list as it is. */
  #tailCall({ thunk, body }: LambdaNode, atRoot: boolean): Fast {
    if (!thunk || body.type !== 'function') return fallback()
    requirePlain(body)
    return this.#call(body.procedure, body.arguments, atRoot, true)
  }
}
