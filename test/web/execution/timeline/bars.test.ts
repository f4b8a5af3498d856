import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeResult } from '../../../../src/web/execution/model/execution-view.ts'
import { barsOf, spanOf, ticksOf } from '../../../../src/web/execution/timeline/bars.ts'

const at = (ms: number) => new Date(ms).toISOString()

const run = (start: number, end: number | null, status: NodeResult['status'] = 'completed'): NodeResult => ({
  node_id: 'a',
  type: 'wait',
  status,
  attempts: 1,
  started_at: at(start),
  finished_at: end === null ? null : at(end),
  duration_ms: end === null ? null : end - start,
})

test('bars stand where their runs are in the whole, open ones until now', () => {
  const results = [run(1000, 2000), run(2000, null, 'running')]
  const span = spanOf(results, 5000, 0)
  assert.deepEqual(span, { from: 1000, to: 5000 })
  assert.deepEqual(barsOf(results, span, 5000), [
    { left: 0, width: 25, status: 'completed' },
    { left: 25, width: 75, status: 'running' },
  ])
})

test('what a retry has kept of an earlier execution takes no room', () => {
  const results = [run(1000, 2000), run(90_000, 91_000)]
  const span = spanOf(results, 0, 89_999)
  assert.deepEqual(span, { from: 90_000, to: 91_000 })
  assert.deepEqual(barsOf(results, span, 0), [{ left: 0, width: 100, status: 'completed' }])
})

test('of very many runs those that lie on each other are left out, but no failure', () => {
  const results = Array.from({ length: 20_000 }, (_, i) => run(i, i + 1, i === 7777 ? 'failed' : 'completed'))
  const bars = barsOf(results, spanOf(results, 0, 0), 0)
  assert.ok(bars.length <= 202, String(bars.length))
  assert.equal(bars.filter(({ status }) => status === 'failed').length, 1)
})

test('the axis has a few round times', () => {
  assert.deepEqual(ticksOf({ from: 0, to: 2100 }), [0, 500, 1000, 1500, 2000])
  assert.deepEqual(ticksOf({ from: 500, to: 501 }).length <= 6, true)
})
