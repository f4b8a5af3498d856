import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  applyEvents,
  createView,
  type NodeResult,
  type Summary,
  toViewEvent,
} from '../../../../src/web/execution/model/execution-view.ts'
import { groupResults } from '../../../../src/web/execution/model/groups.ts'

const execution: Summary = {
  id: 'ex_1',
  script_id: 1,
  status: 'queued',
  error: null,
  attempts: 1,
  batch_id: null,
  retry_of: null,
  trigger: { kind: 'api', id: null, scheduled_at: null },
  created_at: '2026-11-29T12:00:00.000Z',
  started_at: null,
  finished_at: null,
  duration_ms: null,
} as Summary

const result = (
  node_id: string,
  status: NodeResult['status'],
  more: Partial<NodeResult> = {},
): NodeResult => ({
  node_id,
  type: 'transform',
  status,
  attempts: 1,
  started_at: '2026-11-29T12:00:01.000Z',
  finished_at: status === 'running' ? null : '2026-11-29T12:00:02.000Z',
  duration_ms: status === 'running' ? null : 1000,
  ...more,
})

const node = (...given: Parameters<typeof result>) => ({ type: 'node' as const, result: result(...given) })

test('events make nodes run and finish, and the execution run', () => {
  const view = applyEvents(createView(execution, []), [node('a', 'running'), node('a', 'completed')])
  assert.deepEqual(
    [...view.results.values()].map(({ status }) => status),
    ['completed'],
  )
  assert.equal(view.execution.status, 'running')
})

test('a replay does not start again what has finished', () => {
  const before = createView(execution, [result('a', 'completed')])
  const [after] = applyEvents(before, [node('a', 'running')]).results.values()
  assert.equal(after?.status, 'completed')
})

test('an event of a kind that is not known is left out', () => {
  assert.equal(toViewEvent('node_dreamt', '{}'), undefined)
  assert.deepEqual(toViewEvent('execution_finished', '{"id":"ex_1"}'), {
    type: 'end',
    execution: { id: 'ex_1' },
  })
})

test('the runs of a node in loops are one group, also over further attempts of the loop', () => {
  const groups = groupResults([
    result('each', 'running'),
    result('send', 'completed', { path: 'each[0]', started_at: '2026-11-29T12:00:03.000Z' }),
    result('send', 'failed', { path: 'each[1]', started_at: '2026-11-29T12:00:02.000Z' }),
    result('send', 'completed', { path: 'each[1, attempt 2]' }),
    result('send', 'completed', { path: 'call[attempt 2]', started_at: '2026-11-29T12:00:09.000Z' }),
  ])
  assert.deepEqual(
    groups.map(({ nodeId, scope, status, counts }) => ({ nodeId, scope, status, counts })),
    [
      { nodeId: 'each', scope: '', status: 'running', counts: { running: 1 } },
      { nodeId: 'send', scope: 'each[]', status: 'failed', counts: { completed: 2, failed: 1 } },
      { nodeId: 'send', scope: 'call', status: 'completed', counts: { completed: 1 } },
    ],
  )
})
