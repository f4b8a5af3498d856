import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeSpec } from '../../../support/engine/graph-spec.ts'
import { createExecutionApp } from '../../../support/http/execution-app.ts'

const retry = { max_attempts: 3, backoff_ms: 100, max_backoff_ms: 100 }

const failing = (id: string): NodeSpec => ({ id, type: 'file_read', parameters: { path: 'none.txt' } })

const errorsOf = (node: { readonly earlier_errors?: readonly Record<string, unknown>[] }) =>
  node.earlier_errors?.map(({ attempt, code, message }) => [attempt, code, message])

test('a node keeps the errors of its attempts before the last one', async (t) => {
  const { addScript, call, run } = await createExecutionApp(t)
  const script = await addScript([{ ...failing('f'), retry }])
  const execution = await run(script)
  const [result] = execution.results
  assert.equal(result.attempts, 3)
  assert.deepEqual(errorsOf(result), [
    [1, result.error.code, result.error.message],
    [2, result.error.code, result.error.message],
  ])
  assert.ok(result.started_at <= result.earlier_errors[0].failed_at)
  assert.ok(result.earlier_errors[0].failed_at < result.earlier_errors[1].failed_at)
  const detail = await call('GET', `/executions/${execution.id}/nodes/f`)
  assert.deepEqual(detail.json.data.earlier_errors, result.earlier_errors)
  const listed = await call('GET', `/executions/${execution.id}/nodes`)
  assert.equal(Object.hasOwn(listed.json.data[0], 'earlier_errors'), false)
})

test('a called script that is tried again keeps them, too, and a node that fails at once has none', async (t) => {
  const { addScript, run } = await createExecutionApp(t)
  const inner = await addScript([failing('f')])
  const outer: NodeSpec = { id: 'call', type: 'sub_script', parameters: { script_id: inner }, retry }
  const script = await addScript([outer])
  const execution = await run(script)
  const of = (id: string) => execution.results.find(({ node_id }: { node_id: string }) => node_id === id)
  assert.deepEqual(
    of('call').earlier_errors.map(({ attempt }: { attempt: number }) => attempt),
    [1, 2],
  )
  assert.equal(errorsOf(of('f')), undefined)
})
