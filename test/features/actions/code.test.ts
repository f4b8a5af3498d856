import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { createExecutionApp, start } from '../../support/http/execution-app.ts'

test('what nodes log stands in their results, of actions and of stored executions', async (t) => {
  const { addScript, request } = await createExecutionApp(t)
  const code = { code: 'console.log("got", input); console.warn("careful"); return 1' }
  const logs = [
    { level: 'info', message: 'got { n: 1 }' },
    { level: 'warn', message: 'careful' },
  ]
  const action = await request('POST', '/api/actions', {
    body: { action_type: 'code', parameters: code, input: { n: 1 } },
  })
  assert.deepEqual(action.json.data.logs, logs)

  const note = { id: 'note', type: 'log', parameters: { message: 'n is {{ params.n }}' } }
  const script = await addScript(
    [start('a'), { id: 'code', type: 'code', parameters: code }, note],
    chain('a', 'code', 'note'),
  )
  const { json } = await request('POST', `/api/scripts/${script}/execute`, { body: { input: { n: 1 } } })
  const stored = await request('GET', `/api/executions/${json.data.id}`)
  for (const { results } of [json.data, stored.json.data]) {
    assert.deepEqual(
      results.map((result: { logs?: unknown }) => result.logs),
      [undefined, logs, [{ level: 'info', message: 'n is 1' }]],
    )
  }
})

test('a failed node shows what it has logged', async (t) => {
  const { request } = await createExecutionApp(t)
  const { json } = await request('POST', '/api/actions', {
    body: {
      action_type: 'code',
      parameters: { code: 'console.error("trying"); throw new Error("no")' },
    },
  })
  const { status, logs } = json.data
  assert.deepEqual([status, logs], ['failed', [{ level: 'error', message: 'trying' }]])
})
