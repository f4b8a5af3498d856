import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { ServerProcess } from '../../../crash/support/server-process.ts'
import { createFolder } from '../../../support/process/command.ts'

/** Kills a server each time that it is asked, as a node does whose work the process does not survive. */
const startKiller = async (t: TestContext) => {
  const killer = { url: '', kills: 0, target: undefined as ServerProcess | undefined }
  const api = createServer((request) => {
    request.on('error', () => undefined)
    killer.kills++
    void killer.target?.end('SIGKILL')
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  t.after(() => {
    api.closeAllConnections()
    api.close()
  })
  const address = api.address()
  assert.ok(typeof address === 'object' && address !== null)
  killer.url = `http://127.0.0.1:${address.port}/`
  return killer
}

const get = async (url: string) => Object(await (await fetch(url)).json()).data

const ENV = { HTTP_NODE_ALLOW: '127.0.0.1', EXECUTION_INTERRUPTION_LIMIT: '3', NODE_INTERRUPTION_LIMIT: '3' }

test('a node that kills the process each time fails with its own code, and what follows runs', async (t) => {
  const folder = await createFolder(t)
  const killer = await startKiller(t)
  const start = () => {
    const server = new ServerProcess({ folder, env: ENV })
    t.after(() => server.end('SIGKILL'))
    killer.target = server
    return server
  }
  const nodes = [
    { id: 'before', type: 'transform', parameters: { expression: '1' } },
    { id: 'deadly', type: 'http_request', parameters: { url: killer.url }, on_error: 'continue' },
    { id: 'after', type: 'transform', parameters: { expression: 'input.error.code' } },
  ]
  const connections = { before: [{ target: 'deadly' }], deadly: [{ target: 'after', output: 'error' }] }

  const first = start()
  const sent = await fetch(`${await first.listening}/api/scripts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'deadly', nodes, connections }),
  })
  assert.equal(sent.status, 201)
  const execute = `${await first.listening}/api/scripts/1/execute`
  // It dies before it can answer, or just after.
  await fetch(execute, { method: 'POST', headers: { Prefer: 'respond-async' } }).catch(() => undefined)
  await first.exited
  await start().exited
  await start().exited

  const url = await start().listening
  const [{ id }] = await get(`${url}/api/executions`)
  const end = await fetch(`${url}/api/executions/${id}/events`)
  assert.match(await end.text(), /execution_finished/)
  const { status, output, attempts, results } = await get(`${url}/api/executions/${id}`)
  assert.deepEqual([status, output, attempts, killer.kills], ['completed', 'NODE_INTERRUPTED', 4, 3])
  assert.equal(results[1].error.code, 'NODE_INTERRUPTED')
})
