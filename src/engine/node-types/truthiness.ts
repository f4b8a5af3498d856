import { isRecord } from '../../lib/json/is-record.ts'

/**
 * A JSON value's truth by the rules of JSONata's `$boolean`: false are `null`, `false`, 0, the empty string and
 * object, and an array in which nothing is true. What an expression did not find, `undefined`, is false as well.
 */
export const isTruthy = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(isTruthy)
  return isRecord(value) ? Object.keys(value).length > 0 : Boolean(value)
}
