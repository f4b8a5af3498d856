import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp } from '../../support/http/execution-app.ts'

const note = { id: 'note', type: 'log', parameters: { message: 'n is {{ input }}', level: 'warn' } }

test('a logged line stands in the result of its node and in the log of the server, with node and path', async (t) => {
  const { addScript, call, log } = await createExecutionApp(t)
  const called = await addScript([note])
  const id = await addScript(
    [
      { id: 'each', type: 'for_each', parameters: { items: [7, 8], concurrency: 1 } },
      { id: 'call', type: 'sub_script', parameters: { script_id: called } },
      { ...note, id: 'last', parameters: { message: 'done' } },
    ],
    [
      ['each', 'call', 'each'],
      ['each', 'last', 'done'],
    ],
  )
  const { data } = (await call('POST', `/scripts/${id}/execute`)).json
  const expected = [
    { path: 'each[0]/call', node_id: 'note', level: 'warn', message: 'n is 7' },
    { path: 'each[1]/call', node_id: 'note', level: 'warn', message: 'n is 8' },
    { path: undefined, node_id: 'last', level: 'info', message: 'done' },
  ]
  const inResults = data.results.flatMap(
    ({ path, node_id, logs = [] }: { path?: string; node_id: string; logs?: readonly object[] }) =>
      logs.map((line) => ({ path, node_id, ...line })),
  )
  assert.deepEqual(inResults, expected)
  const texts = new Set<unknown>(expected.map(({ message }) => message))
  const inLog = log.lines.filter(({ msg }) => texts.has(msg))
  assert.deepEqual(
    inLog.map(({ execution_id, path, node_id, level, msg: message }) => {
      return { execution_id, path, node_id, level, message }
    }),
    expected.map((line) => ({ execution_id: data.id, ...line })),
  )
})
