import type { z } from 'zod'
import type { Problem } from './errors.ts'

const isWord = (entry: readonly [string, unknown]): entry is [string, string | number] =>
  typeof entry[1] === 'string' || typeof entry[1] === 'number'

const wordsIn = (values: unknown) => Object.fromEntries(Object.entries(Object(values)).filter(isWord))

/**
 * What a schema found, as a problem at `path`. A refinement says what it found by `params: { problem, values }`,
 * its code and what its message names; its own message is for those who see no more than the schema's error.
 */
export const schemaProblem = (
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  input: unknown,
): Problem => {
  const place = path.map(String).join('.')
  const params = issue.code === 'custom' ? issue.params : undefined
  if (typeof params?.problem === 'string') {
    return { path: place, code: params.problem, values: wordsIn(params.values) }
  }
  return { path: place, code: issue.code, message: issue.message, found: { issue, input } }
}
