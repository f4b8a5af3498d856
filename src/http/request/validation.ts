import type { z } from '@hono/zod-openapi'
import type { ValidationTargets } from 'hono'
import type { Problem } from '../../domain/errors.ts'
import { schemaProblem } from '../../domain/schema-problem.ts'

/** What a validator found wrong; `data` is the input as it came (the validator hands it on, its type does not say so). */
export interface Invalid {
  readonly target: keyof ValidationTargets
  readonly data?: unknown
  readonly error: { readonly issues: readonly z.core.$ZodIssue[] }
}

// The body's paths are the body's own; the others say where to look.
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

/** What the validator found; the edge words it. */
export const toProblems = ({ target, data, error }: Invalid): Problem[] =>
  error.issues.map((issue) =>
    schemaProblem(issue, [...prefixes[target], ...issue.path], valueAt(data, issue.path)),
  )
