import { z } from '@hono/zod-openapi'
import { decodeCursor } from '../../domain/cursor.ts'
import { integerText } from './integer-text.ts'

/** The query parameters of every list; the cursor's values have the shape of the list's sort key. */
export const pageQuery = <K extends z.ZodType>(key: K) =>
  z.object({
    limit: integerText({ minimum: 1, maximum: 200 })
      .default(50)
      .openapi({ type: 'integer', default: 50, description: 'Most items on the page.' }),
    cursor: z
      .string()
      .max(500)
      .transform((cursor, context) => {
        const parsed = key.safeParse(decodeCursor(cursor))
        if (parsed.success) return parsed.data
        context.addIssue({
          code: 'custom',
          params: { problem: 'invalid_cursor' },
          message: 'is not a cursor',
        })
        return z.NEVER
      })
      .optional()
      .openapi({ type: 'string', description: 'Where the page begins: `next_cursor` of the page before.' }),
  })
