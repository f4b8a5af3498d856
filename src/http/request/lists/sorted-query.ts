import { z } from '@hono/zod-openapi'
import { pageQuery } from '../page-query.ts'

type SortKey = readonly (string | number)[]

interface ListOrders<S extends string> {
  /** Of the schema. */
  readonly name: string
  /** The orders by their names, of which `-` at the start means descending, and their sort keys. */
  readonly keys: Readonly<Record<S, z.ZodType<SortKey>>>
  readonly usual: NoInfer<S>
}

interface Place<S extends string> {
  readonly sort: S
  readonly after: SortKey
}

/**
 * `pageQuery` of a list with several orders, and its own parameters. A cursor counts for the order that it was made in
 * only: in another one it would repeat and skip items.
 */
export const sortedQuery = <S extends string, F extends z.ZodRawShape>(
  orders: ListOrders<S>,
  parameters: F,
) => {
  const { name, keys, usual } = orders
  // Guarantee: `keys` has no other keys.
  const names = Object.keys(keys) as S[]
  return pageQuery(placeIn(orders, names))
    .extend({
      ...parameters,
      sort: orderParameter({
        name,
        names,
        usual,
        description: 'Order of the list; `-` means descending. A cursor is only valid for the same order.',
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

interface OrderParameter<S extends string> {
  /** Of the schema. */
  readonly name: string
  readonly names: readonly S[]
  readonly usual: NoInfer<S>
  readonly description: string
}

/**
 * A parameter with the name of an order. In Kotlin no value of an enumeration can have the name `name`, so generated code
 * has other names; its generator cannot read a default for these, so that only the description has it.
 */
export const orderParameter = <S extends string>({ name, names, usual, description }: OrderParameter<S>) =>
  z
    .enum(names)
    .openapi(name, {
      description: `${description} By default \`${usual}\`.`,
      example: usual,
      'x-enum-varnames': names.map(constantOf),
    })
    .optional()
    .transform((sort) => sort ?? usual)

const constantOf = (order: string): string =>
  order.startsWith('-') ? `${order.slice(1)}_desc`.toUpperCase() : `${order}_asc`.toUpperCase()

/** What `sortedCursor` writes. */
const placeIn = <S extends string>(
  { keys, usual }: ListOrders<S>,
  names: readonly S[],
): z.ZodType<Place<S>> =>
  z.unknown().transform((content, context) => {
    for (const sort of names) {
      const { data: after } = keys[sort].safeParse(sort === usual ? content : keyOf(sort, content))
      if (after) return { sort, after }
    }
    context.addIssue({ code: 'custom', message: 'is not a cursor' })
    return z.NEVER
  })

const keyOf = (sort: string, content: unknown): unknown => {
  const [name, key] = Array.isArray(content) ? content : []
  return name === sort ? key : undefined
}
