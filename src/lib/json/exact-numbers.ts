import { isRecord } from './is-record.ts'

/** What integers that lose digits, and numbers that overflow, have in their text; so may others. */
const SUSPICIOUS = /\d{16}|e\+?\d{3}/i
const INTEGER = /^-?\d+$/

/** A number that no double can hold. */
export class NumberOverflowError extends SyntaxError {}

/**
 * Parses JSON whose integers beyond 2^53 - 1 become text with all their digits.
 * @throws SyntaxError; `NumberOverflowError` names the path of the number
 */
export const parseExactNumbers = (text: string): unknown => {
  if (!SUSPICIOUS.test(text)) return JSON.parse(text)
  const value: unknown = JSON.parse(text, keepDigits)
  const path = overflowIn(value)
  if (path) throw new NumberOverflowError(`the number at ${JSON.stringify(path.join('.'))} is too large`)
  return value
}

const keepDigits = (_name: string, value: unknown, ...[context]: readonly { source?: string }[]): unknown => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return INTEGER.test(source) ? source : value
}

/** The path of a number that became infinite. */
const overflowIn = (value: unknown): readonly (string | number)[] | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : []
  const entries = Array.isArray(value) ? value.entries() : isRecord(value) ? Object.entries(value) : []
  for (const [name, field] of entries) {
    const path = overflowIn(field)
    if (path) return [name, ...path]
  }
  return undefined
}
