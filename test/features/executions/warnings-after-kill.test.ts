import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerProcess } from '../../crash/server-process.ts'
import { createFolder } from '../../support/process/command.ts'

const warned = { id: 'warned', type: 'transform', parameters: { expression: 'input.gone' } }
const waiting = {
  id: 'waiting',
  type: 'wait',
  parameters: { until: '2999-01-01T09:00:00{{ params.lost }}Z' },
}

test('warnings survive the death of the server, those of ended nodes and of nodes that resume', async (t) => {
  const folder = await createFolder(t)
  const start = async () => {
    const server = new ServerProcess({ folder })
    t.after(() => server.end('SIGKILL'))
    return { server, url: await server.listening }
  }
  const send = async (url: string, body: unknown, headers = {}) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    assert.ok(answer.ok, text)
    return JSON.parse(text).data
  }
  const read = async (url: string) => Object(await (await fetch(url)).json()).data

  const first = await start()
  const script = {
    name: 'warned',
    nodes: [warned, waiting],
    connections: { warned: [{ target: 'waiting' }] },
  }
  const { id: scriptId } = await send(`${first.url}/api/scripts`, script)
  const headers = { Prefer: 'respond-async' }
  const { id } = await send(`${first.url}/api/scripts/${scriptId}/execute`, {}, headers)
  const { results } = await read(`${first.url}/api/executions/${id}`)
  const warnings = (from: readonly { readonly warnings?: unknown }[]) => from.map((result) => result.warnings)
  const [ofEnded, ofRunning] = warnings(results)
  assert.match(JSON.stringify(ofEnded), /nothing was found for input\.gone/)
  assert.match(JSON.stringify(ofRunning), /nothing was found for params\.lost/)
  await first.server.end('SIGKILL')

  const second = await start()
  await second.server.ready()
  const resumed = await read(`${second.url}/api/executions/${id}`)
  assert.equal(resumed.status, 'running')
  assert.deepEqual(warnings(resumed.results), [ofEnded, ofRunning])
})
