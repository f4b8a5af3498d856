import type { z } from 'zod'
import type { Problem } from './errors.ts'

const isTextOrNumber = (entry: readonly [string, unknown]): entry is [string, string | number] =>
  typeof entry[1] === 'string' || typeof entry[1] === 'number'

const messageValues = (values: unknown) =>
  Object.fromEntries(Object.entries(Object(values)).filter(isTextOrNumber))

/**
 * The issue of a schema as a problem at `path`. A refinement sets `params: { problem, values, meant }`: the problem's
 * code, the values of its message, and the name that a wrong one most likely means; the refinement's own message appears only in the error of zod.
 */
export const schemaProblem = (
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  input: unknown,
): Problem => {
  const dotted = path.map(String).join('.')
  const params = issue.code === 'custom' ? issue.params : undefined
  if (typeof params?.problem === 'string') {
    const { problem: code, meant } = params
    const values = messageValues(params.values)
    return { path: dotted, code, values, ...(typeof meant === 'string' && { meant }) }
  }
  const [ofKey] = issue.code === 'invalid_key' ? issue.issues : []
  if (ofKey?.code === 'custom') return schemaProblem(ofKey, path, input)
  const message = ofKey && ofKey.message !== ofKey.code ? ofKey.message : issue.message
  return { path: dotted, code: issue.code, message, found: { issue, input } }
}
