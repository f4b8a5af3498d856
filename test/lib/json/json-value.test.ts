import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toPlainJson } from '../../../src/lib/json/json-value.ts'

const marked = (...items: unknown[]) => Object.assign(items, { sequence: true, keepSingleton: true })
const bare = (fields: object) => Object.assign(Object.create(null), fields)

const converted: readonly [string, unknown, unknown][] = [
  ['a marked array', marked(1, 2), [1, 2]],
  ['marked arrays in each other', marked(marked(1), [marked(2)]), [[1], [[2]]]],
  ['an object without a prototype', bare({ a: marked(1), b: bare({}) }), { a: [1], b: {} }],
  ['fields without a value', { a: 1, b: undefined }, { a: 1 }],
  ['items without a value', [undefined, 1], [null, 1]],
  [
    'an object that inherits',
    Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
    { own: 2 },
  ],
]

for (const [name, value, expected] of converted) {
  test(`${name}: becomes plain JSON`, () => {
    assert.deepStrictEqual(toPlainJson(value, 100), expected)
  })
}

test('plain values are returned themselves, and their siblings are not copied', () => {
  const plain = { a: [1, { b: null }], c: 'text' }
  assert.equal(toPlainJson(plain, 100), plain)
  const list = toPlainJson(marked(plain), 100)
  assert.equal(Array.isArray(list) && list[0], plain)
})

test('nothing is changed in place', () => {
  const inner = marked(1)
  const value = Object.freeze({ inner })
  toPlainJson(value, 100)
  assert.equal(value.inner, inner)
  assert.equal(inner.sequence, true)
})

for (const value of [() => 1, { f: () => 1 }, [[() => 1]], Number.NaN, [Number.POSITIVE_INFINITY]]) {
  test(`${typeof value === 'object' ? JSON.stringify(value) : String(value)} is refused`, () => {
    assert.throws(() => toPlainJson(value, 100), TypeError)
  })
}

test('a value that is held many times counts each time', () => {
  let value: unknown = 'x'
  for (let times = 0; times < 60; times++) value = [value, value]
  assert.throws(() => toPlainJson(value, 10_000), RangeError)
})

test('strings count by their length', () => {
  assert.equal(toPlainJson('x'.repeat(99), 100), 'x'.repeat(99))
  assert.throws(() => toPlainJson('x'.repeat(100), 100), RangeError)
})

test('any JSON value is the same value', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json)
      assert.equal(toPlainJson(value, 1_000_000), value)
    }),
  )
})
