import { z } from '@hono/zod-openapi'

export interface IntegerRange {
  readonly minimum: number
  readonly maximum?: number
}

/**
 * An integer in a path, query or header: decimal digits only, documented as an integer. zod's coercion would also
 * accept `''`, `1e3` and `0x10`, and is documented as nullable.
 */
export const integerText = ({ minimum, maximum = Number.MAX_SAFE_INTEGER }: IntegerRange) =>
  z
    .string()
    .regex(/^-?\d{1,100}$/, { error: 'whole_number' })
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .openapi({
      type: 'integer',
      minimum,
      ...(maximum < Number.MAX_SAFE_INTEGER && { maximum }),
    })
