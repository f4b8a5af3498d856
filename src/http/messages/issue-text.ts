import { z } from '@hono/zod-openapi'
import type { Problem } from '../../domain/errors.ts'

const korean = z.locales.ko().localeError

const english = z.locales.en().localeError

/** More unknown names than a message has room for. To name them all would take longer than to find them. */
const MAX_NAMES = 50

const withFewNames = <I extends { readonly code?: string | undefined }>(issue: I): I =>
  issue.code === 'unrecognized_keys' && 'keys' in issue && Array.isArray(issue.keys)
    ? { ...issue, keys: issue.keys.slice(0, MAX_NAMES) }
    : issue

/** What zod says of an issue while it parses; for all but unknown names, its own text. */
export const englishIssueText: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'unrecognized_keys' ? english(withFewNames(issue)) : undefined

// Guarantee: zod turns a raw issue into an issue by dropping `input` and adding `message`.
const withInput = (issue: z.core.$ZodIssue, input: unknown) => ({ ...issue, input }) as z.core.$ZodRawIssue

/** The message of an issue in Korean. While parsing, zod knows only one language for the whole process. */
export const koreanIssueText = ({ issue, input }: NonNullable<Problem['found']>): string => {
  if (issue.code === 'custom') return issue.message
  const message = korean(withInput(withFewNames(issue), input))
  return (typeof message === 'string' ? message : message?.message) ?? issue.message
}
