import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchingBrackets } from '../../../../src/web/code/languages/brackets.ts'
import { tokensOf } from '../../../../src/web/code/languages/tokens.ts'

/** The text with the caret as `|`, and the brackets that are marked as `<` and `>` around them. */
const marked = (text: string): string => {
  const tokens = tokensOf(text.replace('|', ''), 'javascript')
  const pair: readonly number[] = matchingBrackets(tokens, text.indexOf('|')) ?? []
  return tokens.map((token, index) => (pair.includes(index) ? `<${token.text}>` : token.text)).join('')
}

const cases = [
  ['f|(a, [b])', 'f<(>a, [b]<)>'],
  ['f(a, [b])|', 'f<(>a, [b]<)>'],
  ['f((a)|)', 'f(<(>a<)>)'],
  ['f("(", a)|', 'f<(>"(", a<)>'],
  ['f(a|]', 'f(a]'],
  ['f(|a', 'f(a'],
  ['a|', 'a'],
] as const

for (const [text, expected] of cases) {
  test(`the brackets of ${text}`, () => assert.equal(marked(text), expected))
}
