import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlainText } from '../../src/lib/plain-text.ts'

const cases = [
  { text: '', plain: true },
  { text: 'sum of 한국어 😀', plain: true },
  { text: 'a\0b', plain: false },
  { text: 'a\n', plain: false },
  { text: '\u0085', plain: false },
  { text: '\ud83d', plain: false },
  { text: 'a\ude00', plain: false },
]

for (const { text, plain } of cases) {
  test(`${JSON.stringify(text)} is ${plain ? '' : 'no '}plain text`, () => {
    assert.equal(isPlainText(text), plain)
  })
}
