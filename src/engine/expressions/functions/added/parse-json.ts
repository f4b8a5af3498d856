import { parseExactNumbers } from '../../../../lib/json/exact-numbers.ts'
import { JsonScan } from '../../../formats/json-scan.ts'
import { failedExpression, memoryError, textTooLong } from '../../jsonata.ts'
import type { FunctionLimits } from './limits.ts'

/** So small a text cannot become too large. */
const SMALL_CHARACTERS = 1_000_000

/** The value of JSON text; integers beyond 2^53 - 1 become text with all their digits. */
export const parseJson =
  ({ largest, memoryBytes }: FunctionLimits) =>
  (text?: string): unknown => {
    if (text === undefined) return undefined
    if (text.length > largest) throw textTooLong(largest)
    if (text.length > SMALL_CHARACTERS) {
      const scan = new JsonScan()
      scan.compact(text)
      if (scan.memory > memoryBytes) throw memoryError(memoryBytes)
    }
    try {
      return parseExactNumbers(text.startsWith('\ufeff') ? text.slice(1) : text)
    } catch (error) {
      const isTooDeep = error instanceof RangeError
      const reason = error instanceof Error && !isTooDeep ? error.message : 'it is nested too deeply'
      throw failedExpression(`$parseJson: the text is not JSON: ${reason}`, error)
    }
  }
