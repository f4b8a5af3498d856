import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runAtOnce } from '../../../src/lib/async/run-in-turns.ts'
import { type JsonLimits, measureJson } from '../../../src/lib/json/json-limits.ts'

const exceededLimit = (text: string, limits: JsonLimits) => runAtOnce(measureJson(text, limits)).exceeded

const itemsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : []

const levelsOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...itemsOf(value).map(levelsOf)) : 0

const valuesOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Math.max(1, itemsOf(value).length) +
      itemsOf(value).reduce<number>((sum, item) => sum + valuesOf(item), 0)
    : 0

const namesOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : [...(Array.isArray(value) ? [] : Object.keys(value)), ...itemsOf(value).flatMap(namesOf)]

const unlimited: JsonLimits = { levels: 1000, values: 1000, names: 1000 }

test('the limits that a text is found to exceed are those that its parsed value exceeds', () => {
  const unit = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', 'a')
  // A name may be written in more than one way, and is then taken for more than one.
  const json = fc.json({ maxDepth: 6, depthSize: 'large', stringUnit: unit }).map((text) => JSON.parse(text))
  const property = fc.property(json, fc.nat(6), (value, most) => {
    const text = JSON.stringify(value)
    const holds = { levels: levelsOf(value), values: valuesOf(value), names: new Set(namesOf(value)).size }
    for (const limit of ['levels', 'values', 'names'] as const) {
      const expected = holds[limit] > most ? limit : undefined
      assert.equal(exceededLimit(text, { ...unlimited, [limit]: most }), expected, text)
    }
  })
  fc.assert(property)
})

for (const { text, deeper } of [
  { text: '', deeper: false },
  { text: '[[', deeper: false },
  { text: '[[[', deeper: true },
  { text: '"[[[', deeper: false },
  { text: '"\\"[[[', deeper: false },
  { text: '"\\\\"[[[', deeper: true },
  { text: ']]][[[', deeper: false },
]) {
  test(`${text || 'nothing'} is ${deeper ? '' : 'not '}nested more than twice`, () => {
    assert.equal(exceededLimit(text, { ...unlimited, levels: 2 }), deeper ? 'levels' : undefined)
  })
}

for (const { text, exceeded } of [
  { text: '[1,2]', exceeded: undefined },
  { text: '[1,2,3]', exceeded: 'values' },
  { text: '[[],[]]', exceeded: 'values' },
  { text: '{"a":",,,"}', exceeded: undefined },
  { text: '{"a":1,"b":2}', exceeded: 'names' },
  { text: '{"a":1,"a":2}', exceeded: undefined },
  { text: '{"a":":::"}', exceeded: undefined },
  { text: ',,,', exceeded: 'values' },
]) {
  test(`${text} ${exceeded ? `has too many ${exceeded}` : 'is within the limits'}`, () => {
    assert.equal(exceededLimit(text, { levels: 9, values: 2, names: 1 }), exceeded)
  })
}
