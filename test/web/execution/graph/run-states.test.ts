import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runStates } from '../../../../src/web/execution/graph/run-states.ts'
import type { NodeResult } from '../../../../src/web/execution/model/execution-view.ts'
import { groupResults } from '../../../../src/web/execution/model/groups.ts'

const result = (node_id: string, status: NodeResult['status'], path?: string): NodeResult => ({
  node_id,
  type: 'transform',
  status,
  attempts: 1,
  started_at: '2026-11-29T12:00:00.000Z',
  finished_at: status === 'running' ? null : '2026-11-29T12:00:01.000Z',
  duration_ms: null,
  ...(path !== undefined && { path }),
})

test('a node of the graph counts its runs in loops, but not those of its namesake in a called script', () => {
  const groups = groupResults([
    result('each', 'running'),
    result('send', 'completed', 'each[0]'),
    result('send', 'failed', 'each[1]'),
    result('send', 'running', 'each[2]'),
    result('send', 'completed', 'call'),
    result('call', 'completed'),
  ])
  const states = runStates(groups, (id) => (id === 'call' ? 'sub_script' : 'for_each'))
  assert.deepEqual([...states.keys()].sort(), ['call', 'each', 'send'])
  const { status, done, failed, total } = states.get('send') ?? {}
  assert.deepEqual({ status, done, failed, total }, { status: 'failed', done: 2, failed: 1, total: 3 })
})
