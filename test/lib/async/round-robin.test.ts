import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Queue } from '../../../src/lib/async/queue.ts'
import { RoundRobin } from '../../../src/lib/async/round-robin.ts'

const takeAll = (line: RoundRobin<string>) => Array.from({ length: line.size }, () => line.shift())

test('holders are served in turn, and the items of each in order', () => {
  const line = new RoundRobin<string>(
    (item) => item.charAt(0),
    () => new Queue(),
  )
  for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) line.push(item)
  assert.equal(line.size, 6)
  assert.deepEqual(takeAll(line), ['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
  assert.equal(line.shift(), undefined)
  assert.equal(line.size, 0)
})
