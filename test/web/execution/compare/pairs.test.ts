import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairResults } from '../../../../src/web/execution/compare/pairs.ts'
import type { ListedResult } from '../../../../src/web/execution/model/read-execution.ts'

const result = (node_id: string, output: unknown, more: Partial<ListedResult> = {}): ListedResult => ({
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

test('outputs that were not read are compared by their lengths', () => {
  const listed = (node_id: string, output_bytes: number | null) =>
    result(node_id, undefined, { output_bytes })
  const pairs = pairResults(
    [listed('a', 10), listed('b', 10), listed('c', null), listed('d', 3)],
    [listed('a', 10), listed('b', 11), listed('c', null), result('d', '한')],
  )
  assert.deepEqual(
    pairs.map(({ isDifferent }) => isDifferent),
    [undefined, true, false, true],
  )
})
