import { z } from '@hono/zod-openapi'
import { pageQuery } from '../page-query.ts'

type SortKey = readonly (string | number)[]

/** The orders that a list has by their names, of which `-` at the start means descending, and their sort keys. */
type Orders<S extends string> = Readonly<Record<S, z.ZodType<SortKey>>>

interface Place<S extends string> {
  readonly sort: S
  readonly after: SortKey
}

/**
 * `pageQuery` of a list with several orders, and its own parameters. A cursor counts for the order that it was made in
 * only: in another one it would repeat and skip items.
 */
export const sortedQuery = <S extends string, F extends z.ZodRawShape>(
  orders: Orders<S>,
  usual: NoInfer<S>,
  parameters: F,
) => {
  // Guarantee: `orders` has no other keys.
  const names = Object.keys(orders) as S[]
  return pageQuery(placeIn(orders, names, usual))
    .extend({
      ...parameters,
      sort: z.enum(names).default(usual).openapi({
        default: usual,
        description: 'Order of the list; `-` means descending. A cursor is only valid for the same order.',
        example: usual,
      }),
    })
    .superRefine((query, context) => {
      // Guarantee: the schema above gives these two.
      const { cursor, sort } = query as { readonly cursor?: Place<S>; readonly sort: S }
      if (cursor === undefined || cursor.sort === sort) return
      context.addIssue({
        code: 'custom',
        path: ['cursor'],
        params: { problem: 'cursor_of_other_order', values: { sort: cursor.sort } },
        message: 'is a cursor of another order',
      })
    })
}

/** What `sortedCursor` writes. */
const placeIn = <S extends string>(orders: Orders<S>, names: readonly S[], usual: S): z.ZodType<Place<S>> =>
  z.unknown().transform((content, context) => {
    for (const sort of names) {
      const { data: after } = orders[sort].safeParse(sort === usual ? content : keyOf(sort, content))
      if (after) return { sort, after }
    }
    context.addIssue({ code: 'custom', message: 'is not a cursor' })
    return z.NEVER
  })

const keyOf = (sort: string, content: unknown): unknown => {
  const [name, key] = Array.isArray(content) ? content : []
  return name === sort ? key : undefined
}
