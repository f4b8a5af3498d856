import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseExactNumbers } from '../../../src/lib/json/exact-numbers.ts'

const numbers: readonly (readonly [text: string, expected: unknown])[] = [
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740992', '9007199254740992'],
  ['-9007199254740993', '-9007199254740993'],
  ['{"id":12345678901234567890,"n":1}', { id: '12345678901234567890', n: 1 }],
  ['[1e20, 1.5e300, 0.50000000000000000001]', [1e20, 1.5e300, 0.5]],
  ['"12345678901234567890"', '12345678901234567890'],
  ['[-0, 1]', [-0, 1]],
]

test('integers that a double would round become text with all their digits', () => {
  for (const [text, expected] of numbers) assert.deepStrictEqual(parseExactNumbers(text), expected, text)
})

test('a number that overflows is refused with its path', () => {
  assert.throws(() => parseExactNumbers('{"a":[1,{"b":1e400}]}'), {
    name: 'SyntaxError',
    message: /"a\.1\.b"/,
  })
  assert.throws(() => parseExactNumbers('-1e999'), { name: 'SyntaxError', message: /too large/ })
  assert.throws(() => parseExactNumbers('[12345678901234567890'), { name: 'SyntaxError' })
})
