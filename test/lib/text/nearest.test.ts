import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '../../../src/lib/text/nearest.ts'

const types = [
  'start',
  'transform',
  'condition',
  'for_each',
  'http_request',
  'file_read',
  'file_write',
  'wait',
]

for (const [typed, meant] of [
  ['tranform', 'transform'],
  ['transfrom', 'transform'],
  ['TRANSFORM', 'transform'],
  ['forEach', 'for_each'],
  ['for-each', 'for_each'],
  ['http', 'http_request'],
  ['strat', 'start'],
  ['file_raed', 'file_read'],
  ['wiat', 'wait'],
  ['python', undefined],
  ['x', undefined],
  ['', undefined],
] as const) {
  test(`"${typed}" ${meant ? `means ${meant}` : 'means none of the names'}`, () => {
    assert.equal(nearest(typed, types), meant)
  })
}

test('the nearest of several names is chosen, the first of equally near ones', () => {
  assert.equal(nearest('itens', ['item', 'items']), 'items')
  assert.equal(nearest('cat', ['car', 'cut']), 'car')
})

test('a text that is too long for a name means none', () => {
  assert.equal(nearest('x'.repeat(10_000_000), types), undefined)
})
