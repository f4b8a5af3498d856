import type { z } from 'zod'
import type { Problem } from '../../domain/errors.ts'
import { noteFields } from '../../domain/issues/issue-text.ts'
import { schemaProblem } from '../../domain/schema-problem.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { toFailure } from '../errors.ts'
import type { Expression, Expressions } from '../expressions/expressions.ts'
import { expressionsIn } from '../expressions/expressions-in.ts'
import { hasTemplate } from '../expressions/template.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'

type Parameters = Readonly<Record<string, unknown>>

interface ParameterRules {
  readonly expressions: Expressions
  readonly turns: Turns
}

/**
 * The problems of a node's saved parameters, with paths below `parameters`. The value of a template is only known when
 * the node runs, so it is not checked against the type's schema here.
 */
export const parameterProblems = async (
  type: NodeType,
  saved: Parameters,
  { expressions, turns }: ParameterRules,
): Promise<Problem[]> => {
  const problems = schemaProblems(type, saved)
  for (const [name, value] of Object.entries(saved)) {
    if (isVerbatim(type, name, value) && type.language === 'javascript') {
      if (/\$secret\s*\(/.test(value)) problems.push({ path: name, code: 'secret_not_allowed' })
      continue
    }
    const isWhole = isVerbatim(type, name, value)
    const placed = isWhole ? [{ path: [], source: value }] : expressionsIn(value)
    const isAllowed = !isWhole && type.secrets?.includes(name) === true
    await turns.each(placed, async ({ path: below, source }) => {
      const path = [name, ...below].join('.')
      const found = await expressionProblems(source, isAllowed, expressions)
      for (const problem of isWhole ? found.slice(0, 1) : found) problems.push({ path, ...problem })
    })
  }
  return problems
}

const expressionProblems = async (
  source: string,
  isAllowed: boolean,
  expressions: Expressions,
): Promise<Omit<Problem, 'path'>[]> => {
  let secrets: Expression['secrets']
  try {
    secrets = await expressions.secretsIn(source)
  } catch (error) {
    return [{ code: 'invalid_expression', values: { reason: toFailure(error).message } }]
  }
  return secrets
    .filter((name) => !isAllowed || name === undefined)
    .map(() => ({ code: isAllowed ? 'invalid_secret_use' : 'secret_not_allowed' }))
}

const schemaProblems = (type: NodeType, saved: Parameters): Problem[] => {
  const parsed = type.parameters.safeParse(saved, { reportInput: true, error: noteFields })
  if (parsed.success) return []
  return parsed.error.issues
    .filter((issue) => !isTemplated(saved, issue.path))
    .map((issue) => schemaProblem(issue, issue.path, issue.input))
}

/** Whether the value at the path, or one that contains it, is a template. */
const isTemplated = (saved: Parameters, path: z.core.$ZodIssue['path']): boolean => {
  let value: unknown = saved
  for (const key of path) {
    if (typeof value !== 'object' || value === null) break
    value = Object.getOwnPropertyDescriptor(value, key)?.value
  }
  return typeof value === 'string' && hasTemplate(value)
}
