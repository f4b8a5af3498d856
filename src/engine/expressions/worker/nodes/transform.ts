import type { AstNode } from '../../ast.ts'
import type { EvaluateIn } from './evaluate.ts'
import { type Call, callOf } from './replace-node.ts'

/**
 * The pattern of `|pattern|update|`, without what it finds outside of the copy that is to be changed, such as other parts
 * of the scope: JSONata would change those, too.
 */
export const patternWithin = (evaluateIn: EvaluateIn, pattern: AstNode): Call => ({
  ...callOf(async (copy, environment) => {
    const found = await evaluateIn(environment)(pattern, copy)
    if (typeof found !== 'object' || found === null) return found
    const parts = partsOf(copy)
    if (!Array.isArray(found)) return parts.has(found) ? found : undefined
    return found.filter((each) => typeof each !== 'object' || each === null || parts.has(each))
  }),
  replaced: pattern,
})

/** All objects and arrays in a value, and the value itself. */
const partsOf = (value: unknown): ReadonlySet<unknown> => {
  const parts = new Set<unknown>()
  const left = [value]
  while (left.length > 0) {
    const part = left.pop()
    if (typeof part !== 'object' || part === null || parts.has(part)) continue
    parts.add(part)
    for (const inner of Object.values(part)) left.push(inner)
  }
  return parts
}
