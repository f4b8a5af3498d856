import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isDeeperThan } from '../../src/http/json-depth.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

test('the depth of any JSON text is that of its value', () => {
  const unit = fc.constantFrom('[', ']', '{', '}', '"', '\\', 'a')
  const json = fc.json({ maxDepth: 6, depthSize: 'large', stringUnit: unit })
  const property = fc.property(json, fc.nat(6), (text, most) => {
    assert.equal(isDeeperThan(text, most), depthOf(JSON.parse(text)) > most)
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
    assert.equal(isDeeperThan(text, 2), deeper)
  })
}
