import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIds, earliestId, timeOf } from '../../../src/lib/store/ids.ts'

test('ids sort by time, also within a millisecond and when the clock goes back', () => {
  const nextId = createIds('ex')
  const ids = [1000, 1000, 1000, 2000, 1500].map(nextId)
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
})

test('the bound of a time lies between the ids before it and those from it on', () => {
  const nextId = createIds('ex')
  const [before, from] = [1999, 2000].map(nextId)
  const bound = earliestId('ex', 2000)
  assert.ok(before !== undefined && before < bound)
  assert.ok(from !== undefined && from >= bound)
})

test('times that no id can name are before and after all of them', () => {
  const id = createIds('ex')(2000)
  assert.ok(earliestId('ex', -1) < id)
  assert.ok(earliestId('ex', Number.MAX_SAFE_INTEGER) > id)
})

test('an id tells its time, and other texts tell none', () => {
  const id = createIds('ex')(2000)
  assert.equal(timeOf('ex', id), 2000)
  for (const text of [
    '',
    'ex_',
    id.slice(3),
    `${id}0`,
    `ba${id.slice(2)}`,
    `ex_${'8'.repeat(26)}`,
    'ex_../../a',
  ])
    assert.equal(timeOf('ex', text), undefined, text)
})
