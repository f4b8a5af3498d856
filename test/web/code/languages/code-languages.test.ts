import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StringStream } from '@codemirror/language'
import { javascriptParser, jsonParser } from '../../../../src/web/code/languages/code-languages.ts'

/** The tokens of lines of code, without the unmarked ones. */
const tokensOf = (parser: typeof javascriptParser, lines: readonly string[]) => {
  const state = parser.startState?.(2)
  assert.ok(state)
  return lines.flatMap((line) => {
    const stream = new StringStream(line, 2, 2)
    const found: string[][] = []
    while (!stream.eol()) {
      stream.start = stream.pos
      const token = parser.token(stream, state)
      assert.ok(stream.pos > stream.start, 'every token is at least one character long')
      if (token) found.push([stream.current(), token])
    }
    return found
  })
}

const cases = [
  { lines: ['return input.total'], tokens: ['return keyword', 'input scopeName', 'total propertyName'] },
  { lines: ['sum(1.5e3)'], tokens: ['sum functionName', '1.5e3 number'] },
  { lines: ['a / b / c'], tokens: ['a variableName', 'b variableName', 'c variableName'] },
  { lines: ['x = /[/]"/g'], tokens: ['x variableName', '/[/]"/g string'] },
  {
    lines: ['/* a', 'b */ null // c'],
    tokens: ['/* a comment', 'b */ comment', 'null atom', '// c comment'],
  },
  { lines: ['`a', '${b}`', 'c'], tokens: ['`a string', '${b}` string', 'c variableName'] },
  { lines: ['"open', "'a\\'b' 1"], tokens: ['"open string', "'a\\'b' string", '1 number'] },
] as const

for (const { lines, tokens } of cases) {
  test(`the code ${lines.join('⏎')} is coloured`, () => {
    assert.deepEqual(
      tokensOf(javascriptParser, lines).map((pair) => pair.join(' ')),
      tokens,
    )
  })
}

test('the names of JSON are told from its values', () => {
  assert.deepEqual(
    tokensOf(jsonParser, ['{"a": "b", "c" : [-1, true]}']).map((pair) => pair.join(' ')),
    ['"a" propertyName', '"b" string', '"c" propertyName', '-1 number', 'true atom'],
  )
})

test('lines are indented by their brackets', () => {
  const state = javascriptParser.startState?.(2)
  assert.ok(state)
  const stream = new StringStream('if (a) {', 2, 2)
  while (!stream.eol()) {
    stream.start = stream.pos
    javascriptParser.token(stream, state)
  }
  // Guarantee: the parser looks at nothing but the state and the text.
  const indent = (text: string) => javascriptParser.indent?.(state, text, {} as never)
  assert.deepEqual([indent('b()'), indent('}')], [2, 0])
})
