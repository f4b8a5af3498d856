import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain, toGraphBody } from '../../../support/engine/graph-spec.ts'
import { createExecutionApp, fail, start, wait } from '../../../support/http/execution-app.ts'

const nodes = [start('a'), { id: 'w', type: 'wait', parameters: { ms: 1000 }, position: { x: 10, y: 20 } }]
const edges = chain('a', 'w')

test('the graph that ran stays the same when its script is changed and deleted', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript(nodes, edges)
  const { json } = await call('POST', `/scripts/${script}/execute`)
  const path = `/executions/${json.data.id}/graph`
  const ran = await call('GET', path)
  const drawn = await call('GET', `/scripts/${script}/nodes`)
  assert.deepEqual([ran.status, ran.json.data], [200, drawn.json.data])
  assert.equal((await call('GET', path, { headers: { 'If-None-Match': ran.etag } })).status, 304)

  await call('PUT', `/scripts/${script}/nodes`, { body: toGraphBody([start('other')]) })
  assert.deepEqual((await call('GET', path)).json.data, drawn.json.data)
  const next = await call('POST', `/scripts/${script}/execute`)
  const graphOfNext = await call('GET', `/executions/${next.json.data.id}/graph`)
  assert.deepEqual(
    graphOfNext.json.data.nodes.map(({ id }: { id: string }) => id),
    ['other'],
  )
  assert.notEqual(graphOfNext.etag, ran.etag)

  await call('DELETE', `/scripts/${script}`)
  assert.deepEqual((await call('GET', path)).json.data, drawn.json.data)
})

test('a running execution, which is in memory, has its graph', async (t) => {
  const { addScript, request, clock } = await createExecutionApp(t)
  const script = await addScript([wait('w', 60_000)])
  const running = request('POST', `/api/scripts/${script}/execute`)
  let id: string | undefined
  while (id === undefined) {
    await new Promise(setImmediate)
    const listed = await request('GET', '/api/executions')
    id = listed.json.data[0]?.id
    if (id === undefined) continue
    const { status, json } = await request('GET', `/api/executions/${id}/graph`)
    assert.deepEqual([status, json.data.nodes[0].id], [200, 'w'])
  }
  await clock.until(running)
})

test('a retry has the graph of the execution that it repeats', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript([fail('f')])
  const first = await call('POST', `/scripts/${script}/execute`)
  await call('PUT', `/scripts/${script}/nodes`, { body: toGraphBody([start('other')]) })
  const retry = await call('POST', `/executions/${first.json.data.id}/retry`)
  const graph = await call('GET', `/executions/${retry.json.data.id}/graph`)
  assert.equal(graph.json.data.nodes[0].id, 'f')
})
