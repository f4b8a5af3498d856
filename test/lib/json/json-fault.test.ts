import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runAtOnce } from '../../../src/lib/async/run-in-turns.ts'
import { findJsonFault } from '../../../src/lib/json/json-fault.ts'

const faultOf = (text: string) => runAtOnce(findJsonFault(text))

const cases: readonly (readonly [text: string, line: number, column: number, character?: string])[] = [
  ['', 1, 1],
  ['  ', 1, 3],
  ['{"a": 1,}', 1, 9, '}'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"'],
  ['{a: 1}', 1, 2, 'a'],
  ["{'a': 1}", 1, 2, "'"],
  ['[1, 2', 1, 6],
  ['[1,,2]', 1, 4, ','],
  ['[1 2]', 1, 4, '2'],
  ['{"a" 1}', 1, 6, '1'],
  ['{"한😀": tru}', 1, 8, 't'],
  ['"open', 1, 6],
  ['"a\nb"', 1, 3, '\n'],
  ['"\\x"', 1, 2, '\\'],
  ['"\\\\\\q"', 1, 4, '\\'],
  ['01', 1, 2, '1'],
  ['NaN', 1, 1, 'N'],
  ['+1', 1, 1, '+'],
  ['1.', 1, 2, '.'],
  ['{} x', 1, 4, 'x'],
  [']', 1, 1, ']'],
  ['[}', 1, 2, '}'],
  ['{"a":1} // note', 1, 9, '/'],
]

for (const [text, line, column, character] of cases) {
  test(`${JSON.stringify(text)} is no JSON from line ${line}, column ${column} on`, () => {
    assert.deepEqual(faultOf(text), { line, column, character })
  })
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('a fault is found exactly where JSON.parse fails', () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', ']', ':', '1', 'e', '\n', 'x'))
    .map(([json, at, put]) => {
      const index = at % (json.length + 1)
      return json.slice(0, index) + put + json.slice(index + 1)
    })
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
      assert.equal(faultOf(text) === undefined, isJson(text), text)
    }),
    { numRuns: 2000 },
  )
})

test('nothing before the fault is at fault: what precedes it can be the start of JSON', () => {
  const text = `{"rows": [${'{"id": 1, "name": "Kim"}, '.repeat(5000)}`
  assert.deepEqual(faultOf(`${text}oops]}`), { line: 1, column: text.length + 1, character: 'o' })
})
