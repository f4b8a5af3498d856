import { z } from '@hono/zod-openapi'
import { decodeCursor } from '../../domain/cursor.ts'
import { integerText } from './integer-text.ts'

const MAX_CURSOR_LENGTH = 500

/** The query parameters of every list; `key` is the schema of the list's sort key, the content of its cursors. */
export const pageQuery = <K extends z.ZodType>(key: K, maxCursorLength = MAX_CURSOR_LENGTH) =>
  z.object({
    limit: integerText({ minimum: 1, maximum: 200 })
      .default(50)
      .openapi({ type: 'integer', default: 50, description: 'Maximum number of items on the page.' }),
    cursor: z
      .string()
      .max(maxCursorLength)
      .transform((cursor, context) => {
        // A client that passes on "no cursor" asks for the first page.
        if (cursor === '') return undefined
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
      .openapi({
        type: 'string',
        description:
          'Where the page starts: the `next_cursor` of the previous page; empty for the first page.',
      }),
  })
