import { z } from '@hono/zod-openapi'
import type { Problem } from '../../domain/errors.ts'

const korean = z.locales.ko().localeError

// Guarantee: zod turns a raw issue into an issue by dropping `input` and adding `message`.
const withInput = (issue: z.core.$ZodIssue, input: unknown) => ({ ...issue, input }) as z.core.$ZodRawIssue

/** The message of an issue in Korean. While parsing, zod knows only one language for the whole process. */
export const koreanIssueText = ({ issue, input }: NonNullable<Problem['found']>): string => {
  if (issue.code === 'custom') return issue.message
  const message = korean(withInput(issue, input))
  return (typeof message === 'string' ? message : message?.message) ?? issue.message
}
