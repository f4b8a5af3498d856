import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as send } from 'node:http'
import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { securityHeaders } from '../../../src/http/response/security-headers.ts'
import { type App, listen } from '../../../src/http/server/server.ts'

const LONG_MS = 60_000

const get = async (url: string, agent: Agent) => {
  const [answer] = await once(send(url, { agent }).end(), 'response')
  return { headers: answer.headers, body: await text(answer) }
}

const serve = async (t: TestContext, fetch: App['fetch']) => {
  const server = await listen({ fetch }, { host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  return { server, agent }
}

/** An app whose answers wait until they are released. */
const slowApp = () => {
  const entered = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  return {
    entered: entered.promise,
    release: () => released.resolve(),
    fetch: async () => {
      entered.resolve()
      await released.promise
      return new Response('done')
    },
  }
}

test('port 0 picks a free port, which the URL contains', async (t) => {
  const { server, agent } = await serve(t, () => new Response('hello'))
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  assert.equal((await get(server.url, agent)).body, 'hello')
  await server.close(LONG_MS)
})

test('an IPv6 address is in brackets in the URL', async () => {
  const server = await listen({ fetch: () => new Response('') }, { host: '::1', port: 0 })
  assert.match(server.url, /^http:\/\/\[::1\]:\d+$/)
  await server.close(LONG_MS)
})

test('a port in use is refused', async (t) => {
  const { server } = await serve(t, () => new Response(''))
  const port = Number(new URL(server.url).port)
  await assert.rejects(listen({ fetch: () => new Response('') }, { host: '127.0.0.1', port }), {
    code: 'EADDRINUSE',
  })
  await server.close(LONG_MS)
})

test('closing lets a running request finish and closes its connection', async (t) => {
  const app = slowApp()
  const { server, agent } = await serve(t, app.fetch)
  const answer = get(server.url, agent)
  await app.entered
  const closed = server.close(LONG_MS)
  app.release()
  const { body, headers } = await answer
  assert.equal(body, 'done')
  assert.equal(headers.connection, 'close')
  await closed
})

test('closing refuses new connections while a request still runs', async (t) => {
  const app = slowApp()
  const { server, agent } = await serve(t, app.fetch)
  const answer = get(server.url, agent)
  await app.entered
  const closed = server.close(LONG_MS)
  await assert.rejects(get(server.url, new Agent()), { code: 'ECONNREFUSED' })
  app.release()
  await Promise.all([answer, closed])
})

test('closing ends idle keep-alive connections at once', async (t) => {
  const { server, agent } = await serve(t, () => new Response('hello'))
  const { headers } = await get(server.url, agent)
  assert.equal(headers.connection, 'keep-alive')
  await server.close(LONG_MS)
})

test('closing ends a kept-alive connection as soon as its started answer is complete', async (t) => {
  const end = Promise.withResolvers<void>()
  const stream = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('first ')),
      pull: async (controller) => {
        await end.promise
        controller.enqueue(Buffer.from('last'))
        controller.close()
      },
    })
  const { server, agent } = await serve(t, () => new Response(stream()))
  const [answer] = await once(send(server.url, { agent }).end(), 'response')
  const closed = server.close(LONG_MS)
  end.resolve()
  assert.equal(await text(answer), 'first last')
  await closed
})

test('a request that runs past the deadline is cut off', async (t) => {
  const app = slowApp()
  const { server, agent } = await serve(t, app.fetch)
  const answer = get(server.url, agent)
  await app.entered
  await Promise.all([assert.rejects(answer, { code: 'ECONNRESET' }), server.close(0)])
  app.release()
})

test('a request that never ends is cut off at the deadline', async (t) => {
  const { server } = await serve(t, () => new Response(''))
  const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n')
  const ended = assert.rejects(once(socket, 'close'), { code: 'ECONNRESET' })
  await Promise.all([ended, server.close(0)])
})

for (const { name, request, status, code } of [
  { name: 'that is no HTTP', request: 'HELLO\r\n\r\n', status: 400, code: 'MALFORMED_REQUEST' },
  {
    name: 'with headers of 20 kB',
    request: `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: 'for a host that is none',
    request: 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    status: 400,
    code: 'MALFORMED_REQUEST',
  },
]) {
  test(`a request ${name} is answered in the envelope and its connection ends`, async (t) => {
    const { server } = await serve(t, () => new Response('hello'))
    const socket = createConnection(Number(new URL(server.url).port), '127.0.0.1')
    t.after(() => socket.destroy())
    socket.end(request)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `))
    const { success, error_code, request_id } = JSON.parse(body)
    assert.deepEqual([success, error_code], [false, code])
    const headers = head.toLowerCase()
    for (const [header, value] of Object.entries({ ...securityHeaders, 'X-Request-Id': request_id })) {
      assert.ok(headers.includes(`${header}: ${value}`.toLowerCase()), header)
    }
    await server.close(LONG_MS)
  })
}

test('waiting requests do not block others, however many there are', async (t) => {
  const MANY = 200
  const all = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let entered = 0
  const { server, agent } = await serve(t, async () => {
    if (++entered === MANY) all.resolve()
    await released.promise
    return new Response('done')
  })
  const answers = Array.from({ length: MANY }, () => get(server.url, agent))
  await all.promise
  assert.equal(server.waiting(), 0)
  released.resolve()
  for (const { body } of await Promise.all(answers)) assert.equal(body, 'done')
  await server.close(LONG_MS)
})
