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

/** The issues of a failed validation as problems, whose messages the error handler adds. */
export const toProblems = ({ target, data, error }: Invalid): Problem[] =>
  error.issues.map((issue) => {
    const path = [...prefixes[target], ...issue.path]
    const value = valueAt(data, issue.path)
    if (target === 'query' && Array.isArray(value))
      return { path: path.map(String).join('.'), code: 'repeated_parameter' }
    return schemaProblem(issue, path, value)
  })
