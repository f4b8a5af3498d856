import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { chain, toGraphBody } from '../support/engine/graph-spec.ts'
import { underAttack } from './support/attack.ts'
import { startTarget, type Target } from './support/target.ts'

const UNREAD_MS = 5000
const MAX_GROWTH_MIB = 150

const open = async (t: TestContext, port: number): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined)
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  return socket.pause()
}

const requestFor = (path: string, key: string, headers = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\n${headers}\r\n`

const runScript = async (target: Target, graph: object, body: object = {}) => {
  const script = await target.data('POST', '/api/scripts', { body: { name: 'large', ...graph } })
  const headers = { Prefer: 'respond-async' }
  const { id } = await target.data('POST', `/api/scripts/${script.id}/execute`, { body, headers })
  while ((await target.data('GET', `/api/executions?script_id=${script.id}`))[0].status === 'running')
    await delay(100)
  return String(id)
}

const LONG = 'x'.repeat(9_000_000)
const copies = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  type: 'transform',
  parameters: { expression: 'params' },
}))
const fourCopies = toGraphBody(copies, chain('a', 'b', 'c', 'd'))

const manyNodes = toGraphBody(
  [
    { id: 'outer', type: 'repeat', parameters: { times: 300 } },
    { id: 'inner', type: 'repeat', parameters: { times: 298 } },
    { id: 'item', type: 'transform', parameters: { expression: '1' } },
  ],
  [
    ['outer', 'inner', 'each'],
    ['inner', 'item', 'each'],
  ],
)

test('pipelined requests for a large execution whose answers are not read', async (t) => {
  const target = await startTarget(t)
  const id = await runScript(target, fourCopies, { input: LONG })
  const key = await target.createKey('read')
  const { peakMib: before } = await target.figures()
  const { peakMib: peak } = await underAttack(t, target, async () => {
    const sockets = await Promise.all(Array.from({ length: 6 }, () => open(t, target.port)))
    for (const encoding of ['', 'Accept-Encoding: gzip\r\n']) {
      for (const socket of sockets)
        socket.write(requestFor(`/api/executions/${id}`, key, encoding).repeat(30))
    }
    await delay(UNREAD_MS)
  })
  assert.ok(peak - before < MAX_GROWTH_MIB, `${before} MiB grew to ${peak}`)
})

test('event streams and answers of an execution with many nodes, opened, not read and closed', async (t) => {
  const target = await startTarget(t)
  const id = await runScript(target, manyNodes)
  const key = await target.createKey('read')
  const { peakMib: before } = await target.figures()
  const { peakMib: peak } = await underAttack(t, target, async (answers) => {
    const streams = await Promise.all(Array.from({ length: 50 }, () => open(t, target.port)))
    for (const socket of streams) socket.write(requestFor(`/api/executions/${id}/events`, key))
    await answers.count(target.call('GET', `/api/executions/${id}`, { key }))
    for (const socket of streams) socket.destroy()
    await answers.count(target.call('GET', `/api/executions/${id}/events`, { key }))
  })
  assert.ok(peak - before < MAX_GROWTH_MIB, `${before} MiB grew to ${peak}`)
})
