import { z } from '@hono/zod-openapi'
import { isRecord } from '../lib/is-record.ts'
import { isPlainText, notPlainText } from '../lib/plain-text.ts'

/** A key of the caller's choice, as it may stand in a table and in an address. */
export const Key = z.string().min(1).max(100).refine(isPlainText, notPlainText)

export interface KeyedObjectOptions<V> {
  /** Checks each value. It must not transform: the object is handed on as it came. */
  readonly value: V
  readonly least: number
  readonly most: number
}

/** An object with any keys. It is no `z.record`, which drops a key named `__proto__`. */
export const keyedObject = <V extends z.ZodType>({ value, least, most }: KeyedObjectOptions<V>) =>
  z
    .custom<Readonly<Record<string, z.output<V>>>>(isRecord, 'must be an object')
    .superRefine((object, context) => {
      const entries = Object.entries(object)
      if (entries.length < least) context.addIssue('must not be empty')
      if (entries.length > most) {
        context.addIssue({ code: 'custom', params: { problem: 'too_big', values: { maximum: most } } })
        return
      }
      for (const [key, item] of entries) {
        for (const { path, ...issue } of issuesOf(value, key, item)) {
          context.addIssue({ ...issue, path: [key, ...path] })
        }
      }
    })
    .openapi({ type: 'object', minProperties: least, maxProperties: most })

const issuesOf = (value: z.ZodType, key: string, item: unknown) => [
  ...(Key.safeParse(key).error?.issues ?? []),
  ...(value.safeParse(item).error?.issues ?? []),
]
