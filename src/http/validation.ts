import { z } from '@hono/zod-openapi'
import type { ValidationTargets } from 'hono'
import type { Problem } from '../lib/errors.ts'
import { isMessageKey, type Locale, type MessageValues } from './messages.ts'

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

const isMessageValue = (entry: readonly [string, unknown]): entry is [string, string | number] =>
  typeof entry[1] === 'string' || typeof entry[1] === 'number'

const messageValues = (values: unknown): MessageValues =>
  isRecord(values) ? Object.fromEntries(Object.entries(values).filter(isMessageValue)) : {}

const korean = z.locales.ko().localeError

// Guarantee: zod makes an issue from a raw one by dropping `input` and adding `message`.
const withInput = (issue: z.core.$ZodIssue, input: unknown) => ({ ...issue, input }) as z.core.$ZodRawIssue

// zod words an issue while it parses, in one language for the process.
const wording = (issue: z.core.$ZodIssue, data: unknown, locale: Locale): string => {
  if (locale === 'en' || issue.code === 'custom') return issue.message
  const worded = korean(withInput(issue, valueAt(data, issue.path)))
  return (typeof worded === 'string' ? worded : worded?.message) ?? issue.message
}

const toProblem = (issue: z.core.$ZodIssue, { target, data }: Invalid, locale: Locale): Problem => {
  const path = [...prefixes[target], ...issue.path.map(String)].join('.')
  const params = issue.code === 'custom' ? issue.params : undefined
  const key: unknown = params?.problem
  if (typeof key !== 'string' || !isMessageKey(key)) {
    return { path, code: issue.code, message: wording(issue, data, locale) }
  }
  return { path, code: key, values: messageValues(params?.values) }
}

/**
 * Issues as problems in the caller's language. A refinement that sets `params: { problem, values }` is worded by
 * the catalogue; its `problem` is the code.
 */
export const toProblems = (invalid: Invalid, locale: Locale): Problem[] =>
  invalid.error.issues.map((issue) => toProblem(issue, invalid, locale))
