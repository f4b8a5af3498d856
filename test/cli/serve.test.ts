import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { readLog, runCommand, startCommand } from '../support/command.ts'

const startServer = async (t: TestContext) => {
  const child = await startCommand(t, { args: ['serve', '--port', '0'] })
  const log = readLog(child)
  const { url } = await log.until('listening')
  return { child, log, url: String(url) }
}

type Log = Awaited<ReturnType<typeof startServer>>['log']

/** A request that the server has begun and will not end for a minute, so that it waits for it when it stops. */
const openRequest = async (url: string, log: Log) => {
  const nodes = [
    { type: 'log', parameters: { message: 'begun' } },
    { type: 'wait', parameters: { ms: 60_000 } },
  ]
  const headers = { 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ nodes }) }
  fetch(`${url}/api/nodes/execute`, init).catch(() => undefined)
  await log.until('begun')
}

test('the server answers requests and stops cleanly when it is told to', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, log, url } = await startServer(t)
    assert.equal((await fetch(`${url}/openapi.json`)).status, 200)
    const exited = once(child, 'exit')
    child.kill(signal)
    assert.equal((await log.until('stopping')).signal, signal)
    await log.until('stopped')
    assert.deepEqual(await exited, [0, null], signal)
  }
})

test('a second signal ends the process at once', async (t) => {
  const { child, log, url } = await startServer(t)
  await openRequest(url, log)
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await log.until('stopping')
  child.kill('SIGINT')
  assert.deepEqual(await exited, [130, null])
})

test('a port in use is explained in one line', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await once(other, 'listening')
  const address = other.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { code, stderr } = await runCommand(t, { args: ['serve', '--port', String(address.port)] })
  assert.equal(code, 1)
  assert.equal(stderr, `scriptd: cannot listen on 127.0.0.1 port ${address.port}: the port is in use\n`)
})
