import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ServerProcess } from '../crash/support/server-process.ts'
import { withCopy } from '../crash/support/snapshot.ts'
import { createFolder } from '../support/process/command.ts'

const HOUR_MS = '3600000'

const line = (id: string) => ({
  id,
  type: 'file_write',
  parameters: { path: 'lines', content: `${id}\n`, format: 'text', mode: 'append' },
})

/** Writes a line, waits, writes another line. */
const script = (ms: number) => ({
  name: `waits ${ms}`,
  nodes: [line('before'), { id: 'pause', type: 'wait', parameters: { ms } }, line('after')],
  connections: { before: [{ target: 'pause' }], pause: [{ target: 'after' }] },
})

interface Home {
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

const start = async (t: TestContext, { folder, env = {} }: Home) => {
  const server = new ServerProcess({ folder, env })
  t.after(() => server.end('SIGKILL'))
  await server.ready()
  const url = await server.listening
  const send = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: answer.status, location: answer.headers.get('Location'), ...Object(await answer.json()) }
  }
  const createWaiting = async (ms: number) =>
    `/api/scripts/${(await send('/api/scripts', script(ms))).data.id}/execute`
  const hasPaused = async ({ id }: { readonly id: string }): Promise<boolean> =>
    (await get(`${url}/api/executions/${id}`)).results.some(
      ({ node_id }: Record<string, unknown>) => node_id === 'pause',
    )
  /** Resolves when so many executions are at their pause, or past it. */
  const untilPaused = async (count: number) => {
    for (;;) {
      const paused = await Promise.all((await get(`${url}/api/executions`)).map(hasPaused))
      if (paused.filter(Boolean).length === count) return
      await delay(20)
    }
  }
  return { server, url, send, createWaiting, untilPaused }
}

const get = async (url: string) => Object(await (await fetch(url)).json()).data

const ended = async (url: string) => {
  for (;;) {
    const data = await get(url)
    if (!['queued', 'running'].includes(data.status)) return data
    await delay(20)
  }
}

const lines = (folder: string): Promise<readonly unknown[]> =>
  withCopy(join(folder, 'data'), async (client) => {
    const { rows } = await client.execute(
      `SELECT node_id, status, attempts FROM node_executions ORDER BY started_seq`,
    )
    return rows.map(({ node_id, status, attempts }) => [node_id, status, attempts])
  })

test('requests that end in time are answered as usual after SIGTERM', async (t) => {
  const env = { SHUTDOWN_TIMEOUT_MS: HOUR_MS }
  const { server, send, createWaiting, untilPaused } = await start(t, { folder: await createFolder(t), env })
  const path = await createWaiting(1000)
  const answers = Promise.all(Array.from({ length: 5 }, () => send(path, {})))
  await untilPaused(5)
  const exit = server.end('SIGTERM')
  for (const { status, data } of await answers) assert.deepEqual([status, data.status], [200, 'completed'])
  assert.equal(await exit, 0)
})

test('who waits longer is answered 202, and the execution goes on at the next start where it was', async (t) => {
  const folder = await createFolder(t)
  const env = { SHUTDOWN_TIMEOUT_MS: '100' }
  const { server, send, createWaiting, untilPaused } = await start(t, { folder, env })
  const answer = send(await createWaiting(5000), {})
  await untilPaused(1)
  assert.equal(await server.end('SIGTERM'), 0)
  const { status, location } = await answer
  assert.equal(status, 202)
  assert.deepEqual(await lines(folder), [
    ['before', 'completed', 1],
    ['pause', 'running', 1],
  ])

  const next = await start(t, { folder, env })
  const execution = await ended(next.url + location)
  assert.deepEqual([execution.status, execution.attempts], ['completed', 2])
  assert.deepEqual(
    execution.results.map(({ node_id, attempts }: Record<string, unknown>) => [node_id, attempts]),
    [
      ['before', 1],
      ['pause', 1],
      ['after', 1],
    ],
  )
  assert.ok(execution.duration_ms >= 5000)
})

test('an open event stream ends with the server and does not hold it', async (t) => {
  // A stream that held the server would hold it for longer than a test may take.
  const env = { SHUTDOWN_TIMEOUT_MS: HOUR_MS }
  const { server, url, send, createWaiting, untilPaused } = await start(t, {
    folder: await createFolder(t),
    env,
  })
  const { location } = await send(await createWaiting(Number(HOUR_MS)), {}, { Prefer: 'respond-async' })
  const stream = await fetch(`${url}${location}/events`)
  const text = stream.text()
  await untilPaused(1)
  assert.equal(await server.end('SIGTERM'), 0)
  assert.match(await text, /event: node_started/)
})
