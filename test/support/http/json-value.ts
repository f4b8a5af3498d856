import fc from 'fast-check'
import { parseExactNumbers } from '../../../src/lib/json/exact-numbers.ts'

const isKept = (value: unknown): boolean => {
  const text = JSON.stringify(value)
  return JSON.stringify(parseExactNumbers(text)) === text
}

/** JSON that comes back as it was sent: without integers beyond 2^53 - 1, which become text. */
export const keptJson = (constraints?: fc.JsonSharedConstraints): fc.Arbitrary<fc.JsonValue> =>
  fc.jsonValue(constraints).filter(isKept)
