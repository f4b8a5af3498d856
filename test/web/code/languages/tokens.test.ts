import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CodeLanguage } from '../../../../src/web/code/code-source.ts'
import { tokensOf } from '../../../../src/web/code/languages/tokens.ts'

/** The coloured parts, without plain ones and brackets. */
const marked = (code: string, language: CodeLanguage) =>
  tokensOf(code, language)
    .filter(({ kind }) => kind !== 'plain' && kind !== 'bracket')
    .map(({ kind, text }) => `${text} ${kind}`)

const cases: readonly (readonly [CodeLanguage, string, readonly string[]])[] = [
  ['javascript', 'return input.total', ['return keyword', 'input name', 'total property']],
  ['sql', 'Select a.b, f(*)', ['Select keyword', 'a property', 'b property', 'f function']],
  ['sql', "'it''s :x' -- 1\n:since", ["'it''s :x' string", '-- 1 comment', ':since name']],
  ['sql', 'x::int /* a */ + 1.5', ['x property', 'int property', '/* a */ comment', '1.5 number']],
  ['sql', '"a ""b""" IS NULL', ['"a ""b""" property', 'IS keyword', 'NULL number']],
  ['javascript', 'sum(1.5e3)', ['sum function', '1.5e3 number']],
  ['javascript', 'a / b / c', ['a property', 'b property', 'c property']],
  ['javascript', 'x = /[/]"/g', ['x property', '/[/]"/g string']],
  ['javascript', 'return /a/', ['return keyword', '/a/ string']],
  ['javascript', '/* a\nb */ null // c', ['/* a\nb */ comment', 'null number', '// c comment']],
  ['javascript', '`a\n${b}` c', ['`a\n${b}` string', 'c property']],
  ['javascript', "\"open\n'a\\'b' 1", ['"open string', "'a\\'b' string", '1 number']],
  ['javascript', 'const 이름 = forty', ['const keyword', '이름 property', 'forty property']],
  [
    'json',
    '{"a": "b", "c" : [-1, true]}',
    ['"a" property', '"b" string', '"c" property', '-1 number', 'true number'],
  ],
  [
    'jsonata',
    '$sum(input.price) and x',
    ['$sum function', 'input name', 'price property', 'and keyword', 'x property'],
  ],
  ['jsonata', 'nodes.input.`odd name`', ['nodes name', 'input property', '`odd name` property']],
  ['template', 'A {{ 1 }} "b', ['{{ brace', '1 number', '}} brace']],
  ['template', 'A {{ "x', ['{{ brace', '"x string']],
]

for (const [language, code, tokens] of cases) {
  test(`the ${language} ${JSON.stringify(code)} is coloured`, () => {
    assert.deepEqual(marked(code, language), tokens)
  })
}

test('the parts of any text are the text', () => {
  const sign = fc.constantFrom(...'{}[]()"\'`/*\\ \n$.a1가😀', '{{', '}}', '//', '/*', 'return ')
  const text = fc.array(sign, { maxLength: 40 }).map((signs) => signs.join(''))
  const language = fc.constantFrom<CodeLanguage>('javascript', 'json', 'jsonata', 'template')
  fc.assert(
    fc.property(text, language, (code, each) => {
      const tokens = tokensOf(code, each)
      assert.equal(tokens.map((token) => token.text).join(''), code)
      assert.ok(tokens.every((token) => token.text !== ''))
    }),
  )
})
