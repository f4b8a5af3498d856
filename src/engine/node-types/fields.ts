import { z } from 'zod'

const LONGEST_EXPRESSION = 100_000

/** A parameter that is JSONata itself; `{{ }}` around the whole of it are allowed. */
export const expression = (example: string) =>
  z
    .string()
    .min(1)
    .max(LONGEST_EXPRESSION)
    .meta({ examples: [example] })

/** How many iterations of a loop run at once. */
export const concurrency = z
  .int()
  .min(1)
  .max(64)
  .default(1)
  .describe('How many items are in work at once; 1 keeps the effects in the order of the items.')
  .meta({ examples: [4] })

/** What is written or reported as text; what is no string is written as JSON. */
export const textual = z
  .unknown()
  .refine((value) => value !== undefined, { error: 'Required', params: { problem: 'missing_value' } })
