import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { type AddressGuard, guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startRawServer } from '../../support/net/raw-server.ts'

const never = new AbortController().signal
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** The first connections answer once, and are closed in the moment of the second request. */
const setUp = async (t: TestContext, { closing = 1 } = {}) => {
  const received: string[] = []
  const { base, connections } = await startRawServer(t, (request, socket, connection) => {
    const isFirst = !received.some((each) => each.startsWith(`${connection} `))
    received.push(`${connection} ${request.split(' ', 1)[0]}`)
    if (connection > closing || isFirst) return OK
    socket.destroy()
    return undefined
  })
  const checked: number[] = []
  const check = guardAddresses({ allow: ['127.0.0.1'] })
  const guard: AddressGuard = (target) => {
    checked.push(target.port)
    return check(target)
  }
  const client = createHttpClient({ guard })
  t.after(() => client.close())
  const send = (method: string, body?: string) =>
    client.send({ method, headers: {}, url: base, ...(body !== undefined && { body }) }, never)
  return { send, received, connections, checked }
}

test('GET and HEAD are sent again when the server closes a kept connection', async (t) => {
  for (const method of ['GET', 'HEAD']) {
    const { send, received, checked } = await setUp(t)
    await send('GET')
    assert.equal((await send(method)).status, 200)
    assert.deepEqual(received, ['1 GET', `1 ${method}`, `2 ${method}`])
    assert.equal(checked.length, 2)
  }
})

test('other methods are not: the server may have done what they ask for', async (t) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
    const { send, received } = await setUp(t)
    await send('GET')
    await assert.rejects(send(method, 'x'), { code: 'HTTP_CONNECT', retryable: true })
    assert.deepEqual(received, ['1 GET', `1 ${method}`])
  }
})

test('a request is sent once more, not again and again', async (t) => {
  const received: string[] = []
  const { base } = await startRawServer(t, (request, socket, connection) => {
    received.push(`${connection} ${request.split(' ', 1)[0]}`)
    if (received.length === 1) return OK
    socket.destroy()
    return undefined
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  await client.send({ method: 'GET', headers: {}, url: base }, never)
  await assert.rejects(client.send({ method: 'GET', headers: {}, url: base }, never), {
    code: 'HTTP_CONNECT',
  })
  assert.deepEqual(received, ['1 GET', '1 GET', '2 GET'])
})

test('a new connection that is closed without an answer is an error at once', async (t) => {
  const { base, connections } = await startRawServer(t, (_request, socket) => {
    socket.destroy()
    return undefined
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  await assert.rejects(client.send({ method: 'GET', headers: {}, url: base }, never), {
    code: 'HTTP_CONNECT',
  })
  assert.equal(connections(), 1)
})

test('a connection is kept for a while, and closed when nobody uses it', async (t) => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  const { base, connections } = await startRawServer(t, (_request, socket) => {
    socket.once('close', () => close())
    return 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\nok'
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  for (const _ of [1, 2]) await client.send({ method: 'GET', headers: {}, url: base }, never)
  assert.equal(connections(), 1)
  await closed
})
