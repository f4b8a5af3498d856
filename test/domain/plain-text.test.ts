import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlainText, isStorable } from '../../src/domain/plain-text.ts'

const cases = [
  { text: '', plain: true },
  { text: 'sum of 한국어 😀', plain: true },
  { text: 'a\0b', plain: false },
  { text: 'a\n', plain: false, storable: true },
  { text: '\u0085', plain: false, storable: true },
  { text: '\ud83d', plain: false },
  { text: 'a\ude00', plain: false },
]

for (const { text, plain, storable = plain } of cases) {
  test(`${JSON.stringify(text)} is ${plain ? '' : 'no '}plain text and can ${storable ? '' : 'not '}be stored`, () => {
    assert.equal(isPlainText(text), plain)
    assert.equal(isStorable(text), storable)
  })
}
