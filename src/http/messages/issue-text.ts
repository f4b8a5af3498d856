import { z } from '@hono/zod-openapi'
import type { Problem } from '../../domain/errors.ts'

const korean = z.locales.ko().localeError

// Guarantee: zod makes an issue from a raw one by dropping `input` and adding `message`.
const withInput = (issue: z.core.$ZodIssue, input: unknown) => ({ ...issue, input }) as z.core.$ZodRawIssue

/** What an issue says in Korean; zod itself words it while it parses, in one language for the process. */
export const koreanIssueText = ({ issue, input }: NonNullable<Problem['found']>): string => {
  if (issue.code === 'custom') return issue.message
  const worded = korean(withInput(issue, input))
  return (typeof worded === 'string' ? worded : worded?.message) ?? issue.message
}
