import { parseExactNumbers } from '../../../../lib/json/exact-numbers.ts'
import { JsonScan } from '../../../formats/json-scan.ts'
import { failedExpression, memoryError, textTooLong } from '../../mistakes/failures.ts'
import type { AddedFunction, FunctionLimits } from './define.ts'

/** So small a text cannot become too large. */
const SMALL_CHARACTERS = 1_000_000

export const parseJson: AddedFunction = {
  name: 'parseJson',
  parameters: 'text',
  signature: '<s-:x>',
  description:
    'The value of JSON text. Integers beyond 2^53 - 1 become strings with all their digits, as in files and requests.',
  examples: [
    { expression: `$parseJson('{ "a": [1, true] }').a[0]`, value: 1 },
    { expression: '$parseJson("90071992547409931")', value: '90071992547409931' },
  ],
  implement: (limits) => (text?: string) => {
    if (text === undefined) return undefined
    checkSize(text, limits)
    try {
      return parseExactNumbers(text.startsWith('\ufeff') ? text.slice(1) : text)
    } catch (error) {
      throw failedExpression(`$parseJson: the text is not JSON: ${reasonOf(error)}`, error)
    }
  },
}

const checkSize = (text: string, { largest, memoryBytes }: FunctionLimits) => {
  if (text.length > largest) throw textTooLong(largest)
  if (text.length <= SMALL_CHARACTERS) return
  const scan = new JsonScan()
  scan.compact(text)
  if (scan.memory > memoryBytes) throw memoryError(memoryBytes)
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && !(error instanceof RangeError) ? error.message : 'it is nested too deeply'
