import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAtOnce } from '../../../src/lib/async/run-in-turns.ts'
import { parseExactJson, parseExactNumbers } from '../../../src/lib/json/exact-numbers.ts'

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
  assert.throws(() => parseExactNumbers('-1e999'), { name: 'SyntaxError', message: /out of range/ })
  assert.throws(() => parseExactNumbers('[12345678901234567890'), { name: 'SyntaxError' })
})

const long = (text: string) =>
  `{"a":[${'0,'.repeat(40_000)}1],"b":{"c":[${text},2]},"d":"${'x'.repeat(40_000)}"}`

test('a long text gives the same', () => {
  for (const [text, expected] of numbers) {
    const value = Object(runAtOnce(parseExactJson(long(text))))
    assert.deepStrictEqual(value.b, { c: [expected, 2] }, text)
    assert.equal(value.a.length, 40_001)
  }
  assert.throws(() => runAtOnce(parseExactJson(long('-1e400'))), { name: 'SyntaxError', path: 'b.c.0' })
})

test('numbers are found wherever they may stand, and nothing in a string is taken for one', () => {
  const large = '12345678901234567890'
  const texts = [
    `{"a" :\n${large}}`,
    `[0 ,\t-${large}]`,
    `[[${large}]]`,
    ` ${large} `,
    `{"a":1,"b":${large}}`,
  ]
  for (const text of texts) {
    const exact = JSON.stringify(parseExactNumbers(text))
    assert.equal(exact, text.replace(/-?\d{17,}/, '"$&"').replaceAll(/\s/g, ''), text)
  }
  const strings = [`{"a: ${large}":": ${large}, 1e999"}`, `["a",1e5,"[1e400]"]`]
  for (const text of strings) assert.deepEqual(parseExactNumbers(text), JSON.parse(text))
  for (const text of ['1e400', '[0.1e+999]', '{"a":1E0400}', `[${'9'.repeat(400)}.5]`])
    assert.throws(() => parseExactNumbers(text), /out of range/, text)
  assert.equal(parseExactNumbers('9'.repeat(400)), '9'.repeat(400))
})
