import { isRecord } from '../../../lib/json/is-record.ts'
import type { AstNode } from '../ast.ts'
import { FUNCTION_NAMES } from '../functions/functions.ts'
import { SECRET } from '../secrets.ts'
import { VARS } from './variable-names.ts'

export interface UndefinedNames {
  readonly functions: ReadonlySet<string>
  readonly variables: ReadonlySet<string>
}

const GIVEN: ReadonlySet<string> = new Set(['', '$', SECRET, VARS, ...FUNCTION_NAMES])

/**
 * Names after `$` that nothing in the expression assigns, wherever and in whichever order. With `$eval`, which can
 * assign any, there are none.
 */
export const undefinedNames = (ast: AstNode): UndefinedNames => {
  const assigned = new Set<unknown>()
  const functions = new Set<string>()
  const variables = new Set<string>()
  const seen = new Set<object>()
  const left: unknown[] = [ast]
  while (left.length > 0) {
    const part = left.pop()
    if (typeof part !== 'object' || part === null || seen.has(part)) continue
    seen.add(part)
    left.push(...Object.values(part))
    if (!isRecord(part)) continue
    for (const name of assignedBy(part)) assigned.add(name)
    if (isVariable(part.procedure)) functions.add(part.procedure.value)
    if (isVariable(part)) variables.add(part.value)
  }
  if (variables.has('eval')) return { functions: new Set(), variables: new Set() }
  const isMissing = (name: string) => !GIVEN.has(name) && !assigned.has(name)
  const missing = new Set([...functions].filter(isMissing))
  return {
    functions: missing,
    variables: new Set([...variables].filter((name) => isMissing(name) && !missing.has(name))),
  }
}

/** By `:=`, as parameters of a function, by `@` and by `#`. */
const assignedBy = (node: Record<string, unknown>): unknown[] => {
  const isBind = node.type === 'bind' && isVariable(node.lhs)
  const parameters = node.type === 'lambda' && Array.isArray(node.arguments) ? node.arguments : []
  return [
    ...(isBind && isVariable(node.lhs) ? [node.lhs.value] : []),
    ...parameters.map((parameter: unknown) => isRecord(parameter) && parameter.value),
    ...(node.type === 'index' ? [node.value] : []),
    node.focus,
    node.index,
  ]
}

const isVariable = (part: unknown): part is { readonly type: 'variable'; readonly value: string } =>
  isRecord(part) && part.type === 'variable' && typeof part.value === 'string'
