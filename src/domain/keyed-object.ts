import { z } from 'zod'
import { isRecord } from '../lib/json/is-record.ts'
import { noteFields } from './issues/issue-text.ts'
import { isPlainText, maxCharacters, notPlainText, PLAIN_PATTERN } from './plain-text.ts'

/** A key that the caller chooses; fit for a database column. */
export const Key = z
  .string()
  .min(1)
  .check(maxCharacters(100))
  .refine(isPlainText, notPlainText)
  .meta({ pattern: PLAIN_PATTERN })

const notAnObject = { error: 'Must be an object', params: { problem: 'not_an_object' } }

/** An object with any members, passed through unchanged. `z.record` would drop a member named `__proto__`. */
export const AnyObject = z
  .custom<Readonly<Record<string, unknown>>>(isRecord, notAnObject)
  .meta({ type: 'object', additionalProperties: {} })

export interface KeyedObjectOptions<V> {
  /** Schema of the keys; `Key` by default. */
  readonly key?: z.ZodType<string>
  /** Schema of each value. It must not transform: the object is passed through unchanged. */
  readonly value: V
  readonly min?: number
  readonly max: number
}

/** An object with arbitrary keys and values of one schema; not a `z.record`, for the same reason as `AnyObject`. */
export const keyedObject = <V extends z.ZodType>({ key = Key, value, min = 0, max }: KeyedObjectOptions<V>) =>
  z
    .custom<Readonly<Record<string, z.output<V>>>>(isRecord, notAnObject)
    .superRefine((object, context) => {
      const entries = Object.entries(object)
      if (entries.length < min || entries.length > max) {
        const params = { problem: 'wrong_count', values: { minimum: min, maximum: max } }
        context.addIssue({ code: 'custom', message: `Must have from ${min} to ${max} members`, params })
        return
      }
      for (const [name, item] of entries) {
        for (const { path, ...issue } of issuesOf({ key, value }, name, item)) {
          context.addIssue({ ...issue, path: [name, ...path] })
        }
      }
    })
    .meta({
      type: 'object',
      ...(min > 0 && { minProperties: min }),
      maxProperties: max,
      propertyNames: jsonSchemaOf(key),
      additionalProperties: jsonSchemaOf(value),
    })

const jsonSchemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return json
}

const REPORT = { reportInput: true, error: noteFields } as const

const issuesOf = (schemas: { key: z.ZodType; value: z.ZodType }, name: string, item: unknown) => [
  ...(schemas.key.safeParse(name, REPORT).error?.issues ?? []),
  ...(schemas.value.safeParse(item, REPORT).error?.issues ?? []),
]
