import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { listen } from '../../../src/http/server/server.ts'
import { createSocketApp, openSocket } from '../../support/http/socket-app.ts'

const get = (path = '/healthz') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const post = (length: number) =>
  `POST /api/scripts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`

// Below what slow clients here take, and above what a busy machine takes to read a request.
const fast = { headMs: 1000, requestMs: 2500, idleMs: 500 }

/** Sends one byte after the other, for as long as there is somebody who takes them. */
const drip = async ({ socket }: ReturnType<typeof openSocket>, text: string) => {
  for (const byte of text) {
    if (!socket.writable) return
    socket.write(byte)
    await delay(20)
  }
}

const timedOut = (answers: readonly { readonly status: number; readonly body: string }[]) =>
  answers.map(({ status, body }) => [status, JSON.parse(body).error_code])

const slowClients: readonly (readonly [name: string, begin: string, rest: string])[] = [
  ['that says nothing', '', ''],
  ['that sends half of a head', 'GET / HTTP/1.1\r\nHost: localhost\r\n', ''],
  ['that drips a head', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ', 'b'.repeat(200)],
  ['that sends half of a body', `${post(100)}{"name":`, ''],
  ['that drips a body', post(200), '{"name":"a"'.padEnd(200)],
  [
    'that drips chunks',
    post(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'),
    '1\r\n \r\n'.repeat(50),
  ],
]

/** Opens connections until so many are there, or are not. */
const openMany = async (t: TestContext, port: number, count: number) => {
  const clients = Array.from({ length: count }, () => openSocket(t, port))
  await Promise.all(clients.map(({ socket }) => once(socket, 'connect')))
  return clients
}

// They wait more than they work.
suite('connections', { concurrency: true }, () => {
  test('slow clients get 408 and are disconnected, while others are served', async (t) => {
    const { open, isAlive } = await createSocketApp(t, { limits: fast })
    await Promise.all(
      slowClients.map(async ([name, begin, rest]) => {
        const client = open()
        if (begin !== '') client.send(begin)
        void drip(client, rest)
        await client.ended
        assert.deepEqual(timedOut(client.answers()), [[408, 'REQUEST_TIMEOUT']], name)
        assert.ok(await isAlive())
      }),
    )
  })

  test('a request body that no handler reads times out', async (t) => {
    const { open } = await createSocketApp(t, { limits: fast })
    const client = open()
    client.send('GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n')
    await client.until(1)
    void drip(client, 'x'.repeat(200))
    await client.ended
    assert.equal(client.answers()[0]?.status, 200)
  })

  test('an ended connection is closed even if the client never closes its side', async (t) => {
    const server = await listen({ fetch: () => new Response('') }, { host: '127.0.0.1', port: 0 }, fast)
    const clients = ['NO HTTP\r\n\r\n', 'GET / HTTP/1.1\r\nHo', get()].map((text) => {
      const client = openSocket(t, Number(new URL(server.url).port))
      client.send(text)
      return client
    })
    await Promise.all(clients.map(({ ended }) => ended))
    // With a connection left, closing would take until the deadline, longer than a test may.
    await server.close(3_600_000)
  })

  test('a connection is reused, even after an error, and closed when idle', async (t) => {
    const { open } = await createSocketApp(t, { limits: { idleMs: 5000 } })
    const { send, until, ended, answers } = open()
    const expected: number[] = []
    for (const [path, status] of Array.from({ length: 20 }, () => [
      ['/healthz', 200] as const,
      ['/no', 404] as const,
    ]).flat()) {
      send(get(path))
      expected.push(status)
      await until(expected.length)
    }
    send(`${post(3)}{]}`)
    await until(expected.push(400))
    send(`${post(2)}{}`)
    await until(expected.push(422))
    await ended
    assert.deepEqual(
      answers().map(({ status }) => status),
      expected,
    )
  })

  test('pipelined requests are answered in order', async (t) => {
    const { open } = await createSocketApp(t)
    const { send, until } = open()
    send([get(), `${post(12)}{"name":"x"}`, get('/no'), get('/api/scripts'), get()].join(''))
    const statuses = (await until(5)).map(({ status }) => status)
    assert.deepEqual(statuses, [200, 201, 404, 200, 200])
  })

  test('a connection with too many pipelined requests is closed, and others are served', async (t) => {
    let served = 0
    const answer = async () => {
      served++
      await delay(10)
      return new Response('')
    }
    const server = await listen({ fetch: answer }, { host: '127.0.0.1', port: 0 }, { pipelined: 10 })
    t.after(() => server.close(0))
    const port = Number(new URL(server.url).port)
    const polite = openSocket(t, port)
    polite.send(get().repeat(10))
    assert.equal((await polite.until(10)).length, 10)
    const rude = openSocket(t, port)
    rude.send(get().repeat(100_000))
    await rude.ended
    assert.equal(served, 11)
    polite.send(get())
    await polite.until(11)
  })

  test('the answer of a pipelined request is not made while an earlier one is unread', async (t) => {
    const body = 'x'.repeat(20_000_000)
    let made = 0
    const answer = () => {
      made++
      return new Response(body)
    }
    const server = await listen({ fetch: answer }, { host: '127.0.0.1', port: 0 })
    t.after(() => server.close(0))
    const port = Number(new URL(server.url).port)
    const unread = openSocket(t, port)
    unread.socket.pause()
    unread.send(get().repeat(60))
    const other = openSocket(t, port)
    other.send(get())
    while (other.socket.bytesRead < body.length) await once(other.socket, 'data')
    assert.equal(made, 2)
  })

  test('a pipelined request after the last answer of a connection is not handled', async (t) => {
    const handled: string[] = []
    const answer = ({ url }: Request) => {
      handled.push(new URL(url).pathname)
      return new Response('')
    }
    const server = await listen({ fetch: answer }, { host: '127.0.0.1', port: 0 })
    t.after(() => server.close(0))
    const { send, ended } = openSocket(t, Number(new URL(server.url).port))
    send(get('/last').replace('Host', 'Connection: close\r\nHost') + get('/late'))
    await ended
    assert.deepEqual(handled, ['/last'])
  })

  test('a surplus connection takes the place of the one that is idle for longest', async (t) => {
    const server = await listen(
      { fetch: () => new Response('') },
      { host: '127.0.0.1', port: 0 },
      { connections: 5 },
    )
    t.after(() => server.close(0))
    const port = Number(new URL(server.url).port)
    const clients = await openMany(t, port, 5)
    for (const { send, until } of clients) {
      send(get())
      await until(1)
    }
    // The first is now the one that was idle last.
    clients[0]?.send(get())
    await clients[0]?.until(2)
    const [surplus] = await openMany(t, port, 1)
    surplus?.send(get())
    assert.equal((await surplus?.until(1))?.[0]?.status, 200)
    await clients[1]?.ended
    for (const client of [clients[0], ...clients.slice(2)]) {
      const before = client?.answers().length ?? 0
      client?.send(get())
      await client?.until(before + 1)
    }
  })

  test('connections with unfinished requests lock out no other address', async (t) => {
    const { open, isAlive } = await createSocketApp(t, { host: '::', limits: { connections: 10 } })
    const stalled = Array.from({ length: 10 }, () => open())
    await Promise.all(stalled.map(({ socket }) => once(socket, 'connect')))
    for (const { send } of stalled) send(`${post(100)}{"name"`)
    assert.ok(await isAlive('[::1]'))
    assert.ok(await isAlive('[::1]'))
  })

  test('a health check is answered although requests wait', async (t) => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    t.after(() => resolve(new Response('')))
    const answer = ({ url }: Request) => (url.endsWith('/healthz') ? new Response('') : promise)
    const server = await listen({ fetch: answer }, { host: '127.0.0.1', port: 0 }, { active: 0 })
    t.after(() => server.close(0))
    const port = Number(new URL(server.url).port)
    openSocket(t, port).send(get('/waits'))
    const { send, until } = openSocket(t, port)
    send(get('/healthz'))
    assert.equal((await until(1))[0]?.status, 200)
  })

  test('hundreds of idle connections do not affect other clients', async (t) => {
    const { open, isAlive } = await createSocketApp(t)
    const clients = Array.from({ length: 300 }, () => open())
    await Promise.all(clients.map(({ socket }) => once(socket, 'connect')))
    assert.ok(await isAlive())
    const last = clients.at(-1)
    last?.send(get())
    assert.equal((await last?.until(1))?.[0]?.status, 200)
  })

  test('an answer that the client does not read is abandoned', async (t) => {
    const dropped = Promise.withResolvers<void>()
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(Buffer.alloc(100_000)),
          cancel: () => dropped.resolve(),
        }),
      )
    const server = await listen({ fetch: endless }, { host: '127.0.0.1', port: 0 }, { stallMs: 200 })
    t.after(() => server.close(0))
    const { socket, send, ended } = openSocket(t, Number(new URL(server.url).port))
    send(get())
    await once(socket, 'data')
    socket.pause()
    await dropped.promise
    socket.resume()
    await ended
  })

  test('neither a slow answer nor a slow reader is cut off', async (t) => {
    const body = 'x'.repeat(5_000_000)
    const answer = async () => {
      await delay(6000)
      return new Response(body)
    }
    const server = await listen({ fetch: answer }, { host: '127.0.0.1', port: 0 }, { stallMs: 5000 })
    t.after(() => server.close(0))
    const { socket, send, ended } = openSocket(t, Number(new URL(server.url).port))
    send(get())
    const givenUp = ended.then(() => assert.fail('the connection has ended'))
    for (let pauses = 0; socket.bytesRead < body.length; ) {
      await Promise.race([once(socket, 'data'), givenUp])
      if (socket.bytesRead < 1_000_000 * (pauses + 1)) continue
      pauses++
      socket.pause()
      await delay(100)
      socket.resume()
    }
  })
})
