import type { z } from 'zod'
import type { Problem } from '../../domain/errors.ts'
import { noteFields, noteParameters } from '../../domain/issues/issue-text.ts'
import { schemaProblem } from '../../domain/schema-problem.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { toFailure } from '../errors.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { expressionsIn } from '../expressions/expressions-in.ts'
import type { Inspection } from '../expressions/names/inspection.ts'
import { hasTemplate } from '../expressions/template.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'
import { foreignNames } from '../sandbox/foreign-names.ts'
import { isLoneFunction } from '../sandbox/lone-function.ts'
import { usedNames } from '../sandbox/used-names.ts'
import { codeFieldProblems, codeNameProblems, nameProblems } from './names/name-problems.ts'
import type { Nameable, NameProblem } from './names/nameable.ts'

type Parameters = Readonly<Record<string, unknown>>

interface ParameterRules {
  readonly expressions: Expressions
  readonly turns: Turns
  readonly nameable: Nameable
}

/**
 * The problems of a node's saved parameters, with paths below `parameters`. The value of a template is only known when
 * the node runs, so it is not checked against the type's schema here.
 */
export const parameterProblems = async (
  type: NodeType,
  saved: Parameters,
  { expressions, turns, nameable }: ParameterRules,
): Promise<Problem[]> => {
  const problems = [...schemaProblems(type, saved), ...(type.checkSaved?.(saved) ?? [])]
  for (const [name, value] of Object.entries(saved)) {
    if (isVerbatim(type, name, value) && type.language !== undefined) {
      for (const problem of codeProblems(type.language, value, nameable))
        problems.push({ path: name, ...problem })
      continue
    }
    const isWhole = isVerbatim(type, name, value)
    const placed = isWhole ? [{ path: [], source: value }] : expressionsIn(value)
    const check: ExpressionCheck = {
      expressions,
      isWhole,
      isSecretAllowed: !isWhole && type.secrets?.includes(name) === true,
      nameable: type.afterRounds?.includes(name) ? { ...nameable, isInLoop: true } : nameable,
    }
    await turns.each(placed, async ({ path: below, source }) => {
      const path = [name, ...below].join('.')
      for (const problem of await expressionProblems(source, check)) problems.push({ path, ...problem })
    })
  }
  return problems
}

const codeProblems = (
  language: NonNullable<NodeType['language']>,
  code: string,
  nameable: Nameable,
): NameProblem[] => {
  // Only the tables that a node is given tell what is wrong with a query.
  if (language === 'sql') return []
  const { nodes } = usedNames(code)
  const named = [
    ...(isLoneFunction(code) ? [{ code: 'function_not_called' }] : []),
    ...codeFieldProblems(foreignNames(code), nameable),
    ...(nodes === 'all' ? [] : codeNameProblems(nodes, nameable)),
  ]
  return /\$secret\s*\(/.test(code) ? [{ code: 'secret_not_allowed' }, ...named] : named
}

interface ExpressionCheck {
  readonly expressions: Expressions
  /** Whether the parameter is an expression, and not a template with several of them. */
  readonly isWhole: boolean
  readonly isSecretAllowed: boolean
  readonly nameable: Nameable
}

const expressionProblems = async (
  source: string,
  { expressions, isWhole, isSecretAllowed, nameable }: ExpressionCheck,
): Promise<NameProblem[]> => {
  let inspection: Inspection
  try {
    inspection = await expressions.inspect(source)
  } catch (error) {
    return [{ code: 'invalid_expression', values: { reason: toFailure(error).message } }]
  }
  const { secrets, names } = inspection
  const wrongSecrets = secrets
    .filter((name) => !isSecretAllowed || name === undefined)
    .map(() => ({ code: isSecretAllowed ? 'invalid_secret_use' : 'secret_not_allowed' }))
  return [...(isWhole ? wrongSecrets.slice(0, 1) : wrongSecrets), ...nameProblems(names, nameable)]
}

const schemaProblems = (type: NodeType, saved: Parameters): Problem[] => {
  const parsed = type.parameters.safeParse(saved, { reportInput: true, error: noteFields })
  if (parsed.success) return []
  return parsed.error.issues
    .filter((issue) => !isTemplated(saved, issue.path))
    .map((issue) => schemaProblem(noteParameters(issue), issue.path, issue.input))
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
