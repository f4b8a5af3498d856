import type { z } from 'zod'
import type { Problem } from '../../domain/errors.ts'
import { schemaProblem } from '../../domain/schema-problem.ts'
import { toFailure } from '../errors.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { hasTemplate, secretUses, templateProblems } from '../expressions/template.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'

type Parameters = Readonly<Record<string, unknown>>

/**
 * The problems of a node's saved parameters, with paths below `parameters`. The value of a template is only known when
 * the node runs, so it is not checked against the type's schema here.
 */
export const parameterProblems = (type: NodeType, saved: Parameters, expressions: Expressions): Problem[] => [
  ...schemaProblems(type, saved),
  ...Object.entries(saved).flatMap(([name, value]) =>
    isVerbatim(type, name, value)
      ? verbatimProblems(type, { name, value }, expressions)
      : [
          ...templateProblems(value, expressions).map(({ path, message }) => ({
            path: [name, ...path].join('.'),
            code: 'invalid_expression',
            values: { reason: message },
          })),
          ...secretProblems(type, { name, value }, expressions),
        ],
  ),
]

const secretProblems = (
  { secrets }: NodeType,
  { name, value }: { name: string; value: unknown },
  expressions: Expressions,
): Problem[] => {
  const isAllowed = secrets?.includes(name)
  return secretUses(value, expressions)
    .filter((use) => !isAllowed || use.name === undefined)
    .map(({ path }) => ({
      path: [name, ...path].join('.'),
      code: isAllowed ? 'invalid_secret_use' : 'secret_not_allowed',
    }))
}

/** Total length of the texts that contain expressions. */
export const expressionLength = (type: NodeType | undefined, saved: Parameters): number =>
  Object.entries(saved).reduce((sum, [name, value]) => {
    if (!type || !isVerbatim(type, name, value)) return sum + templateLength(value)
    return type.language === 'javascript' ? sum : sum + value.length
  }, 0)

const templateLength = (value: unknown): number => {
  if (typeof value === 'string') return value.includes('{{') ? value.length : 0
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, part) => sum + templateLength(part), 0)
}

const schemaProblems = (type: NodeType, saved: Parameters): Problem[] => {
  const parsed = type.parameters.safeParse(saved, { reportInput: true })
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

const verbatimProblems = (
  type: NodeType,
  { name, value }: { name: string; value: string },
  expressions: Expressions,
): Problem[] => {
  const notAllowed = { path: name, code: 'secret_not_allowed' }
  if (type.language === 'javascript') return /\$secret\s*\(/.test(value) ? [notAllowed] : []
  try {
    return expressions.compile(value).secrets.length > 0 ? [notAllowed] : []
  } catch (error) {
    return [{ path: name, code: 'invalid_expression', values: { reason: toFailure(error).message } }]
  }
}
