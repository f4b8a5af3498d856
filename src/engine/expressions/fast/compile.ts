import type { AstNode, AstPair, UnaryNode } from '../ast.ts'
import { type Quick, UNSURE } from './fast.ts'
import { quickFunctions, quickOperator, truthOf } from './operators.ts'
import { quickPath } from './path.ts'

/**
 * A function for an expression that is made of nothing but fields, literals, operators, sums and counts, as most are.
 * It answers at once, in a fraction of the time that JSONata takes, and only where there is no doubt: errors,
 * conversions and whatever is unusual are left to JSONata. `undefined` for any other expression.
 */
export const quickExpression = (node: AstNode): Quick | undefined => {
  if (!isPlain(node)) return undefined
  switch (node.type) {
    case 'string':
    case 'number':
      return literal(node.value)
    case 'value':
      return literal('value' in node ? node.value : undefined)
    case 'path':
      return pathOf(node.steps)
    case 'block':
      return node.expressions.length === 1 ? first(node.expressions) : undefined
    case 'binary':
      return binary(node)
    case 'unary':
      return unary(node)
    case 'condition':
      return condition(node)
    case 'function':
      return call(node)
    default:
      return undefined
  }
}

/** What may stand on a node; a filter, a sort or a group is more than that. */
const PLAIN: ReadonlySet<string> = new Set([
  'type',
  'value',
  'position',
  'steps',
  'expressions',
  'expression',
  'lhs',
  'rhs',
  'condition',
  'then',
  'else',
  'procedure',
  'arguments',
])

const isPlain = (node: AstNode): boolean =>
  Object.entries(node).every(([key, value]) => value === undefined || PLAIN.has(key))

const literal =
  (value: unknown): Quick =>
  () =>
    value

const first = ([node]: readonly AstNode[]): Quick | undefined => node && quickExpression(node)

const pathOf = (nodes: readonly AstNode[]): Quick | undefined => {
  const steps = nodes.map(stepOf).filter((step) => step !== undefined)
  return steps.length === nodes.length ? quickPath(steps) : undefined
}

const stepOf = (node: AstNode): Quick | undefined => {
  if (node.type === 'block') return quickExpression(node)
  return node.type === 'name' && isPlain(node) ? field(node.value) : undefined
}

const field =
  (name: string): Quick =>
  (context) => {
    if (typeof context !== 'object' || context === null || !Object.hasOwn(context, name)) return undefined
    // JSONata takes an object with such a field for a function.
    if ('_jsonata_lambda' in context || '_jsonata_function' in context) return UNSURE
    return (context as Readonly<Record<string, unknown>>)[name]
  }

const binary = ({ value, lhs, rhs }: Extract<AstNode, { type: 'binary' }>): Quick | undefined => {
  const left = quickExpression(lhs)
  const right = quickExpression(rhs)
  if (!left || !right) return undefined
  if (value === 'and' || value === 'or') return logical(left, right, value === 'or')
  const operate = quickOperator(value)
  return (
    operate &&
    ((context) => {
      const start = left(context)
      if (start === UNSURE) return UNSURE
      const end = right(context)
      return end === UNSURE ? UNSURE : operate(start, end)
    })
  )
}

/** The right side counts only when the left one has not `decided`. */
const logical =
  (left: Quick, right: Quick, decided: boolean): Quick =>
  (context) => {
    const truth = truthOf(left(context))
    return truth === UNSURE || truth === decided ? truth : truthOf(right(context))
  }

const unary = (node: UnaryNode): Quick | undefined => {
  if (node.value === '{') return objectOf(node.lhs)
  if (node.value !== '-') return undefined
  const operand = quickExpression(node.expression)
  return (
    operand &&
    ((context) => {
      const value = operand(context)
      if (value === undefined) return undefined
      return typeof value === 'number' ? -value : UNSURE
    })
  )
}

/** An object whose keys are given as text. */
const objectOf = (pairs: readonly AstPair[]): Quick | undefined => {
  const fields = pairs.flatMap(([key, value]) => {
    const quick = quickExpression(value)
    const isPlainKey = key.type === 'string' && !/^(__proto__|_jsonata_.*)$/.test(key.value)
    return isPlainKey && quick ? [{ key: key.value, quick }] : []
  })
  const keys = new Set(fields.map(({ key }) => key))
  if (keys.size < pairs.length) return undefined
  return (context) => {
    const object: Record<string, unknown> = {}
    for (const { key, quick } of fields) {
      const value = quick(context)
      if (value === UNSURE) return UNSURE
      if (value !== undefined) object[key] = value
    }
    return object
  }
}

const condition = (node: Extract<AstNode, { type: 'condition' }>): Quick | undefined => {
  const test = quickExpression(node.condition)
  const whenTrue = quickExpression(node.then)
  const whenFalse = node.else ? quickExpression(node.else) : literal(undefined)
  if (!test || !whenTrue || !whenFalse) return undefined
  return (context) => {
    const truth = truthOf(test(context))
    if (truth === UNSURE) return UNSURE
    return truth ? whenTrue(context) : whenFalse(context)
  }
}

const call = ({ procedure, arguments: given }: Extract<AstNode, { type: 'function' }>): Quick | undefined => {
  const known = procedure.type === 'variable' ? quickFunctions.get(procedure.value) : undefined
  const argument = given.length === 1 ? first(given) : undefined
  if (!known || !argument || !isPlain(procedure)) return undefined
  return (context) => {
    const value = argument(context)
    return value === UNSURE ? UNSURE : known(value)
  }
}
