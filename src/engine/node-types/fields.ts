import { z } from 'zod'
import { maxCharacters } from '../../domain/plain-text.ts'

const MAX_EXPRESSION_LENGTH = 100_000

/** A parameter that is itself JSONata, with or without `{{ }}` around it. */
export const expression = (example: string) =>
  z
    .string()
    .min(1)
    .check(maxCharacters(MAX_EXPRESSION_LENGTH))
    .meta({ examples: [example] })

export const concurrency = z
  .int()
  .min(1)
  .max(64)
  .default(1)
  .describe('How many items are processed at once. With 1, effects happen in the order of the items.')
  .meta({ examples: [4] })

/** A required value that is written or reported as text, as JSON unless it is a string. */
export const textual = z
  .unknown()
  .refine((value) => value !== undefined, { error: 'Required', params: { problem: 'missing_value' } })
