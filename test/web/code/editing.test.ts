import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Edit,
  eraseBack,
  newLine,
  type Selection,
  toggleComment,
  typeSign,
} from '../../../src/web/code/editing.ts'

/** Applies an edit to a text in which `|` is the caret, or two of them the selection. */
const edited = (
  marked: string,
  edit: (text: string, at: Selection) => Edit | undefined,
): string | undefined => {
  const from = marked.indexOf('|')
  const text = marked.replaceAll('|', '')
  const result = edit(text, { from, to: Math.max(from, marked.lastIndexOf('|') - 1) })
  if (!result) return undefined
  const { insert, select } = result
  const after = text.slice(0, result.from) + insert + text.slice(result.to)
  const caret = select.from === select.to ? '|' : `|${after.slice(select.from, select.to)}|`
  return after.slice(0, select.from) + caret + after.slice(select.to)
}

const lines = [
  ['a|', 'a\n|'],
  ['  a|b', '  a\n  |b'],
  ['if (a) {|', 'if (a) {\n  |'],
  ['  [|]', '  [\n    |\n  ]'],
  ['a|bc|d', 'a\n|d'],
] as const

for (const [before, after] of lines) {
  test(`a new line in ${JSON.stringify(before)}`, () => assert.equal(edited(before, newLine), after))
}

const signs = [
  ['|', '(', '(|)'],
  ['a|b', '(', undefined],
  ['(|)', ')', '()|'],
  ['|ab|', '[', '[|ab|]'],
  ['|ab|', 'x', undefined],
  ['|', '"', '"|"'],
  ['"a|"', '"', '"a"|'],
  ['it|', "'", undefined],
  ['""|', '"', undefined],
  ['{|}', '{', '{{|}}'],
] as const

for (const [before, sign, after] of signs) {
  test(`${sign} typed into ${JSON.stringify(before)}`, () =>
    assert.equal(
      edited(before, (text, at) => typeSign(text, at, sign)),
      after,
    ))
}

test('Backspace takes away an empty pair, and nothing else', () => {
  assert.equal(edited('f(|)', eraseBack), 'f|')
  assert.equal(edited('f(|a)', eraseBack), undefined)
  assert.equal(edited('|)', eraseBack), undefined)
})

test('lines become comments and code again', () => {
  const toggle = (text: string, at: Selection) => toggleComment(text, at, 'javascript')
  assert.equal(edited('  a|b', toggle), '  // a|b')
  assert.equal(edited('  // a|b', toggle), '  a|b')
  assert.equal(edited('|a\n\n  b|', toggle), '|// a\n\n  // b|')
  assert.equal(edited('|// a\n  //b|', toggle), '|a\n  b|')
  const toggleSql = (text: string, at: Selection) => toggleComment(text, at, 'sql')
  assert.equal(edited('  a|b', toggleSql), '  -- a|b')
  assert.equal(edited('|-- a\n  --b|', toggleSql), '|a\n  b|')
  assert.equal(toggleComment('a', { from: 0, to: 0 }, 'json'), undefined)
})
