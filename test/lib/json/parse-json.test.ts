import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runAtOnce } from '../../../src/lib/async/run-in-turns.ts'
import { parseJson } from '../../../src/lib/json/parse-json.ts'

const outcome = (parse: () => unknown) => {
  try {
    return { value: parse() }
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error))
    return 'malformed'
  }
}

const check = (text: string) => {
  const [own, native] = [outcome(() => runAtOnce(parseJson(text))), outcome(() => JSON.parse(text))]
  // Faster than comparing objects of a million values, and the order of members counts.
  assert.equal(JSON.stringify(own) === JSON.stringify(native), true, text.slice(0, 200))
}

const pad = ' '.repeat(40_000)
const long = 'x'.repeat(40_000)
const list = (count: number, item: string) => `[${Array.from({ length: count }, () => item).join(',')}]`
const members = (count: number) =>
  `{${Array.from({ length: count }, (_, index) => `"name ${index}":${index}`).join(',')}}`

const valid = [
  list(100_000, '0'),
  list(20_000, '{"a":[1,{"b":null}]}'),
  list(3, list(30_000, '"\\"]},["')),
  members(20_000),
  `{"a":${members(5000)},"b":[${members(5000)},${members(5000)}],"a":1}`,
  `{"__proto__":{"x":${list(30_000, '1')}},"b":{"__proto__":2}}`,
  `{"__proto__":1,"long":"${long}","a":[],"c":{}}`,
  `${'[{"a":'.repeat(50)}"${long}"${'}]'.repeat(50)}`,
  `["${'\\"'.repeat(50_000)}","${'\\\\'.repeat(50_000)}",${list(10_000, '1')}]`,
  ` [${pad}[${pad}1${pad},${pad}2${pad}]${pad},${pad}{${pad}"a"${pad}:${pad}[]${pad}}${pad}]${pad}`,
  `"${long}"`,
  `[${pad}]`,
  `{${pad}}`,
]

const marks = ['[', ']', '{', '}', ',', ':', '"', '0', 'x', '"a":', pad, ',,', '{}', '[]']

test('long texts are parsed as by JSON.parse', () => {
  for (const text of valid) check(text)
})

test('what JSON.parse refuses is refused, wherever it stands', () => {
  for (const text of valid.flatMap((whole) => [whole.slice(0, 60_000), whole.slice(-60_000)])) {
    for (const mark of marks) {
      const middle = Math.floor(text.length / 2)
      for (const at of [0, 1, middle, text.length - 1, text.length])
        check(text.slice(0, at) + mark + text.slice(at))
    }
    for (const at of [0, 1, 35_000, text.length - 1]) check(text.slice(0, at) + text.slice(at + 1))
  }
})

test('any value is parsed as by JSON.parse, also with a character too many', () => {
  const values = fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1 })
  fc.assert(
    fc.property(values, fc.nat(), fc.constantFrom(...marks), fc.boolean(), (value, at, mark, isObject) => {
      const inner = isObject ? { [long]: value, value } : [long, ...value, value]
      const text = JSON.stringify([inner, [value, long], inner])
      check(text)
      const place = at % text.length
      check(text.slice(0, place) + mark + text.slice(place))
    }),
    { numRuns: 200 },
  )
})
