import { isRecord } from '../../lib/json/is-record.ts'

const FORMATS: Readonly<Record<string, string>> = { integer: 'int64', number: 'double' }

const typesOf = ({ type }: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Array.isArray(type) ? type : [type]

/**
 * Says of every number in a document how large it may be: without a format many generators take 32 bits, and integers
 * beyond 2^53 - 1 are not accepted. A whole number
 * above a bound becomes one from the next on, as some generators ignore exclusive bounds.
 */
export const makeNumbersPortable = (part: unknown): void => {
  if (Array.isArray(part)) part.forEach(makeNumbersPortable)
  if (!isRecord(part)) return
  const schema: Record<string, unknown> = part
  const type = typesOf(schema).find((each) => each === 'integer' || each === 'number')
  if (type !== undefined) schema.format ??= FORMATS[String(type)]
  if (type === 'integer' && typeof schema.exclusiveMinimum === 'number') {
    schema.minimum = schema.exclusiveMinimum + 1
    delete schema.exclusiveMinimum
  }
  if (type === 'integer') {
    schema.minimum ??= Number.MIN_SAFE_INTEGER
    schema.maximum ??= Number.MAX_SAFE_INTEGER
  }
  for (const [key, value] of Object.entries(part)) {
    // Examples are data and not schemas.
    if (key !== 'example' && key !== 'examples' && key !== 'default') makeNumbersPortable(value)
  }
}
