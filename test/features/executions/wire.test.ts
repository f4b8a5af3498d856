import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeRecord } from '../../../src/engine/records.ts'
import { toEventData } from '../../../src/features/executions/wire.ts'

const finished: NodeRecord = {
  path: 'orders[3]',
  node_id: 'sum',
  type: 'transform',
  status: 'completed',
  port: 'out',
  output: 42,
  error: null,
  attempts: 2,
  started_at: '2026-11-23T18:00:00.000Z',
  finished_at: '2026-11-23T18:00:00.001Z',
  duration_ms: 1,
  started_seq: 1,
  finished_seq: 2,
  state: null,
  logs: null,
  warnings: null,
  earlier_errors: null,
}

test('the event of a started node shows it as it was then, also after it has finished', () => {
  const told = {
    node_id: 'sum',
    path: 'orders[3]',
    type: 'transform',
    status: 'running',
    attempts: 0,
    started_at: '2026-11-23T18:00:00.000Z',
    finished_at: null,
    duration_ms: null,
  }
  assert.deepEqual(toEventData({ seq: 1, type: 'node_started', node: finished }, 'en'), told)
  const running: NodeRecord = { ...finished, status: 'running', output: null, finished_at: null }
  assert.deepEqual(toEventData({ seq: 1, type: 'node_started', node: running }, 'en'), told)
})

test('the event of a finished node contains its output', () => {
  const told = toEventData({ seq: 2, type: 'node_finished', node: finished }, 'en')
  assert.deepEqual(told, {
    node_id: 'sum',
    path: 'orders[3]',
    type: 'transform',
    status: 'completed',
    port: 'out',
    output: 42,
    attempts: 2,
    started_at: '2026-11-23T18:00:00.000Z',
    finished_at: '2026-11-23T18:00:00.001Z',
    duration_ms: 1,
  })
})
