import type { AstNode } from '../../ast.ts'
import { pushAll } from './appended.ts'
import { type Environment, type EvaluateIn, maxLengthIn } from './evaluate.ts'

/** What stands between `[` and `]`. */
interface ArrayItems {
  readonly expressions: readonly AstNode[]
  /** Among arrays that a path joins into one list, it stays as it is. */
  readonly consarray?: boolean
}

/** The array that `[a, b]` makes. JSONata evaluates all items at once, which its own limit takes for a recursion. */
export const arrayOf =
  (evaluateIn: EvaluateIn) =>
  async ({ expressions, consarray }: ArrayItems, input: unknown, environment: Environment) => {
    const evaluate = evaluateIn(environment)
    const array: unknown[] = []
    for (const node of expressions) {
      const value = await evaluate(node, input)
      if (value === undefined) continue
      const isArray = 'value' in node && node.value === '['
      pushAll(array, isArray ? [value] : value, maxLengthIn(environment))
    }
    return consarray ? Object.defineProperty(array, 'cons', { value: true }) : array
  }

/** The value of a path with `[]`, which JSONata would mark in place, also when it is a value of the scope. */
export const keptArray = (value: unknown, { base }: Environment): unknown => {
  if (!Array.isArray(value) || !('cons' in value) || 'sequence' in value) return value
  return Object.assign(base.createSequence(value), { keepSingleton: true })
}
