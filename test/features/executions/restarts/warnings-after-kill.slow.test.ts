import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ServerProcess } from '../../../crash/support/server-process.ts'
import { createFolder } from '../../../support/process/command.ts'

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
  /** What is warned of once both nodes have started, in the first life as in the second, in memory or on disk. */
  const warnings = async (url: string, statuses = ['running', 'waiting']): Promise<readonly unknown[]> => {
    for (;;) {
      const { data } = Object(await (await fetch(url)).json())
      assert.ok(['queued', 'running', 'waiting'].includes(data.status), data.status)
      const found: { readonly warnings?: unknown[] }[] = data.results
      const count = found.flatMap((result) => result.warnings ?? []).length
      if (count >= 2 && statuses.includes(data.status)) return found.map((result) => result.warnings)
      await delay(20)
    }
  }

  const first = await start()
  const script = {
    name: 'warned',
    nodes: [warned, waiting],
    connections: { warned: [{ target: 'waiting' }] },
  }
  const { id: scriptId } = await send(`${first.url}/api/scripts`, script)
  const headers = { Prefer: 'respond-async' }
  const { id } = await send(`${first.url}/api/scripts/${scriptId}/execute`, {}, headers)
  const [ofEnded, ofRunning] = await warnings(`${first.url}/api/executions/${id}`)
  assert.match(JSON.stringify(ofEnded), /nothing was found for input\.gone/)
  assert.match(JSON.stringify(ofRunning), /nothing was found for params\.lost/)
  await first.server.end('SIGKILL')

  const second = await start()
  assert.deepEqual(await warnings(`${second.url}/api/executions/${id}`), [ofEnded, ofRunning])
  assert.deepEqual(await warnings(`${second.url}/api/executions/${id}`, ['waiting']), [ofEnded, ofRunning])
})
