import { z } from '@hono/zod-openapi'

// A type alone: several generators of clients cannot express a boolean of one value.
const succeeded = z.literal(true).openapi({ type: 'boolean', description: 'Always true.', example: true })

export const dataEnvelope = <S extends z.ZodType>(data: S) =>
  z.object({ success: succeeded, message: z.string().nullable(), data })

export const pageEnvelope = <S extends z.ZodType>(item: S) =>
  dataEnvelope(z.array(item)).extend({
    count: z.int().min(0).openapi({ description: 'Number of items on this page.' }),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: 'Pass it as `cursor` to get the next page; null on the last page.' }),
  })

type DataEnvelope<D> = z.infer<ReturnType<typeof dataEnvelope<z.ZodType<D>>>>
type PageEnvelope<T> = z.infer<ReturnType<typeof pageEnvelope<z.ZodType<T>>>>

type Wrapped<T> = T extends null | undefined
  ? null
  : T extends readonly unknown[]
    ? { value: T }
    : T extends object
      ? T
      : { value: T }

type Merged<T, E> = E extends undefined ? Wrapped<T> : T extends null | undefined ? E : Wrapped<T> & E

// Guarantee: the branches are those of `Wrapped` and `Merged`, in the same order.
const shape = <T, E>(data: T, extras: E | undefined) => {
  const wrapped =
    data === null || data === undefined
      ? null
      : typeof data === 'object' && !Array.isArray(data)
        ? data
        : { value: data }
  return (extras === undefined ? wrapped : { ...wrapped, ...extras }) as Merged<T, E>
}

/** Sends an object as it is, nothing as null, and anything else as `{value}`; `extras` are merged into it. */
// Without `NoInfer` the type of `extras` would follow from what the handler has to return, and any data would fit.
export const success = <T, E extends object | undefined = undefined>(
  data: T,
  message: string | null = null,
  extras?: E,
): DataEnvelope<Merged<T, NoInfer<E>>> => ({ success: true, message, data: shape<T, E>(data, extras) })

const pageOf = <T>(
  items: T[],
  { count, nextCursor, message }: { count: number; nextCursor: string | null; message: string | null },
): PageEnvelope<T> => ({ success: true, message, data: items, count, next_cursor: nextCursor })

/** A whole list, on one page. */
export const list = <T>(items: T[], message: string | null = null): PageEnvelope<T> =>
  pageOf(items, { count: items.length, nextCursor: null, message })

/** One page of a list. */
export const listPage = <T>(items: T[], nextCursor: string | null): PageEnvelope<T> =>
  pageOf(items, { count: items.length, nextCursor, message: null })

/** What stands before and after the JSON of the data in the JSON of `success`. */
export const successAround = (message: string | null): readonly [before: string, after: string] => {
  const [before = '', after = ''] = JSON.stringify({ ...success({}, message), data: 0 }).split(/0(?=}$)/)
  return [before, after]
}

const AROUND_DATA = successAround(null)

/** The JSON of `success(data, message)`, for data that is JSON already. */
export const successText = (data: string, message: string | null = null): string => {
  const [before, after] = message === null ? AROUND_DATA : successAround(message)
  return before + data + after
}

/** What stands before and after the JSON of the items in the JSON of `list`. */
export const listAround = (
  count: number,
  message: string | null,
): readonly [before: string, after: string] => {
  const text = JSON.stringify(pageOf([], { count, nextCursor: null, message }))
  const items = text.lastIndexOf('[]')
  return [text.slice(0, items + 1), text.slice(items + 1)]
}

/** The JSON of one page of a list, for items that are a JSON array already. */
export const pageText = (items: string, count: number, nextCursor: string | null): string =>
  JSON.stringify(pageOf([], { count, nextCursor, message: null })).replace('[]', () => items)
