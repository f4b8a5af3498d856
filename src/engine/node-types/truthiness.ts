import { isRecord } from '../../lib/json/is-record.ts'

/**
 * Whether a JSON value is true by the rules of JSONata's `$boolean`. False are `null`, `false`, 0, the empty string and
 * object, arrays without a true item, and `undefined`, the result of an expression that finds nothing.
 */
export const isTruthy = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(isTruthy)
  return isRecord(value) ? Object.keys(value).length > 0 : Boolean(value)
}
