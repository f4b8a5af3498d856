import { z } from '@hono/zod-openapi'

/** Names of its values; one of them is required, and only one. */
const SELECTIONS = ['ids', 'filter'] as const

interface DeletionParts<I extends z.ZodType, F extends z.ZodRawShape> {
  /** What the schema of the filter is called. */
  readonly name: string
  /** What is deleted, such as `scripts`. */
  readonly things: string
  readonly id: I
  readonly filter: F
  /** Largest number of items of a request. */
  readonly most: number
}

/** The body of a request that deletes several items: those with some ids, or some of those that a filter selects. */
export const deletion = <I extends z.ZodType, F extends z.ZodRawShape>({
  name,
  things,
  id,
  filter,
  most,
}: DeletionParts<I, F>) =>
  z
    .strictObject({
      ids: z
        .array(id)
        .min(1)
        .max(most)
        .optional()
        .openapi({ description: `Ids of the ${things} to delete. Instead of \`filter\`.` }),
      filter: z
        .strictObject(filter)
        .refine((given) => Object.values(given).some((value) => value !== undefined), {
          params: { problem: 'empty_filter', values: { names: Object.keys(filter).join(', ') } },
        })
        .openapi(name, {
          description: `Which ${things} to delete: those that match all of the given conditions. At least one is required. Instead of \`ids\`.`,
          minProperties: 1,
        })
        .optional(),
      limit: z
        .int()
        .min(1)
        .max(most)
        .default(most)
        .openapi({ description: `Maximum number of ${things} to delete by a filter.`, example: most }),
    })
    .refine((given) => SELECTIONS.filter((each) => given[each] !== undefined).length === 1, {
      params: { problem: 'exactly_one', values: { names: SELECTIONS.join(', ') } },
    })

/** The answer: the outcome for each item. */
export const deletions = <I extends z.ZodType, C extends string>(id: I, codes: readonly [C, ...C[]]) =>
  z.object({
    deleted: z.int().min(0).openapi({ description: 'Number that were deleted.', example: 1 }),
    more: z.boolean().openapi({
      description: 'Whether more match the filter; sending the same request again deletes them.',
      example: false,
    }),
    results: z
      .array(
        z.object({
          id,
          deleted: z.boolean().openapi({ description: 'Whether it was deleted.', example: true }),
          error_code: z
            .enum(codes)
            .nullable()
            .openapi({ description: 'Why it was not deleted; null if it was.', example: null }),
        }),
      )
      .openapi({
        description: 'The outcome for each, in the order of `ids`, or oldest first with a filter.',
      }),
  })
