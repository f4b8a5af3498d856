import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairResults } from '../../../../src/web/execution/compare/pairs.ts'
import type { NodeResult } from '../../../../src/web/execution/model/execution-view.ts'

const result = (node_id: string, output: unknown, more: Partial<NodeResult> = {}): NodeResult => ({
  node_id,
  type: 'transform',
  status: 'completed',
  output,
  attempts: 1,
  started_at: null,
  finished_at: null,
  duration_ms: Math.random(),
  ...more,
})

test('results of the same node and place are compared by what came out, not by how long it took', () => {
  const pairs = pairResults(
    [result('a', 1), result('b', { x: 1 }), result('c', 3, { path: 'loop[0]' })],
    [result('b', { x: 2 }), result('a', 1), result('c', 3, { path: 'loop[1]' })],
  )
  assert.deepEqual(
    pairs.map(({ left, right, isDifferent }) => [left?.node_id, right?.node_id, isDifferent]),
    [
      ['a', 'a', false],
      ['b', 'b', true],
      ['c', undefined, true],
      [undefined, 'c', true],
    ],
  )
})
