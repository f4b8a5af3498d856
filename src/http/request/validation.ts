import type { z } from '@hono/zod-openapi'
import type { ValidationTargets } from 'hono'
import type { Problem } from '../../domain/errors.ts'
import { schemaProblem } from '../../domain/schema-problem.ts'

/** A failed validation; `data` is the raw input. */
export interface Invalid {
  readonly target: keyof ValidationTargets
  readonly data?: unknown
  readonly error: { readonly issues: readonly z.core.$ZodIssue[] }
}

// Paths in the body have no prefix; others start with their part of the request.
const prefixes: Readonly<Record<keyof ValidationTargets, readonly string[]>> = {
  json: [],
  form: [],
  query: ['query'],
  param: ['path'],
  header: ['header'],
  cookie: ['cookie'],
}

const isRecord = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null

const valueAt = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), data)

/** A parameter that may repeat and is given once is a text, which stands for a list of one. */
const parameterAt = (data: unknown, [name = '', ...below]: readonly PropertyKey[]): unknown => {
  const value = valueAt(data, [name])
  return valueAt(typeof value === 'string' && below.length > 0 ? [value] : value, below)
}

/** Whether the issue is about a list that the parameter may be. */
const isOfList = (issue: z.core.$ZodIssue): boolean => 'origin' in issue && issue.origin === 'array'

/** The schema of an integer finds one that no double can hold too large twice. */
const isNew = (issue: z.core.$ZodIssue, index: number, all: readonly z.core.$ZodIssue[]): boolean => {
  const before = all[index - 1]
  return before?.code !== 'too_big' || issue.code !== 'too_big' || before.path.join() !== issue.path.join()
}

/** The issues of a failed validation as problems, whose messages the error handler adds. */
export const toProblems = ({ target, data, error }: Invalid): Problem[] =>
  error.issues.filter(isNew).map((issue) => {
    const path = [...prefixes[target], ...issue.path]
    const value = target === 'query' ? parameterAt(data, issue.path) : valueAt(data, issue.path)
    if (target === 'query' && Array.isArray(value) && !isOfList(issue))
      return { path: path.map(String).join('.'), code: 'repeated_parameter' }
    return schemaProblem(issue, path, value)
  })
