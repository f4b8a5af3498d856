import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { readLog, runCommand, startCommand } from '../../support/process/command.ts'

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

test('metrics tell of the process, too', async (t) => {
  const { url } = await startServer(t)
  const text = await (await fetch(`${url}/metrics`)).text()
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    assert.match(text, new RegExp(`^${name} [\\d.]+$`, 'm'))
  }
  assert.match(text, /^scriptd_executions_running 0$/m)
})

test('SIGUSR2 has more logged, and again as much as is configured', async (t) => {
  const { child, log, url } = await startServer(t)
  const say = async (level: 'debug' | 'info') => {
    const body = JSON.stringify({ action_type: 'log', parameters: { message: 'said', level } })
    const headers = { 'Content-Type': 'application/json' }
    assert.equal((await fetch(`${url}/api/actions`, { method: 'POST', headers, body })).status, 200)
  }
  child.kill('SIGUSR2')
  assert.equal((await log.until('log level changed')).log_level, 'debug')
  await say('debug')
  assert.equal((await log.until('said')).level, 'debug')
  child.kill('SIGUSR2')
  assert.equal((await log.until('log level changed')).log_level, 'info')
  await say('debug')
  await say('info')
  assert.equal((await log.until('said')).level, 'info')
})

test('a profile does not hold a server that stops, and is answered with what there is', async (t) => {
  const { child, log, url } = await startServer(t)
  const record = () => fetch(`${url}/api/debug/profile?seconds=60`, { method: 'POST' })
  // The one that is refused tells that the other one is recorded.
  const answers = [record(), record()]
  assert.equal((await Promise.race(answers)).status, 409)
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await log.until('stopped')
  assert.deepEqual(await exited, [0, null])
  const recorded = (await Promise.all(answers)).find(({ status }) => status === 200)
  assert.ok(Object(await recorded?.json()).data.duration_ms < 60_000)
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
