import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { portOf } from '../../support/net/port.ts'
import { startWebServer } from '../../support/net/web-server.ts'

interface Received {
  readonly method: string | undefined
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Two origins. `/away`, `/back` and `/near` with a status redirect to the other one, from there back, and within. */
const setUp = async (t: TestContext) => {
  const received: Received[] = []
  const bases: string[] = []
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  for (const index of [0, 1]) {
    const server = createServer(async (req, res) => {
      const { method, url = '', headers } = req
      const body = (await req.toArray()).join('')
      received.push({ method, path: `${index}${url}`, headers, body })
      const [, way, status] = url.split('/')
      const targets = {
        near: '/end',
        away: `${bases[1]}/end`,
        back: `${bases[1]}/home/302`,
        home: `${bases[0]}/end`,
      }
      const location = Object.entries(targets).find(([name]) => name === way)?.[1]
      if (location) res.writeHead(Number(status), { location })
      res.end('done')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close().closeAllConnections())
    bases.push(`http://127.0.0.1:${portOf(server)}`)
  }
  const send = (path: string, method: string, body?: string) =>
    client.send(
      {
        url: bases[0] + path,
        method,
        headers: { 'x-api-key': 'secret', authorization: 'secret', accept: 'text/secret' },
        confidential: true,
        ...(body !== undefined && { body }),
      },
      new AbortController().signal,
    )
  return { send, received }
}

const isBare = ({ headers, body }: Received) => !JSON.stringify([headers, body]).includes('secret')

test('within its origin, a confidential request is redirected like any other', async (t) => {
  const { send, received } = await setUp(t)
  await send('/near/307', 'POST', 'secret')
  const [first, second] = received
  assert.deepEqual([second?.path, second?.method, second?.body], ['0/end', 'POST', 'secret'])
  assert.equal(second?.headers['x-api-key'], first?.headers['x-api-key'])
})

test('another origin gets none of its headers', async (t) => {
  const { send, received } = await setUp(t)
  const answer = await send('/away/302', 'GET')
  assert.equal(answer.status, 200)
  assert.deepEqual(
    received.map(({ path }) => path),
    ['0/away/302', '1/end'],
  )
  assert.deepEqual(received.map(isBare), [false, true])
})

test('the first origin gets none after that either', async (t) => {
  const { send, received } = await setUp(t)
  await send('/back/302', 'GET')
  assert.deepEqual(
    received.map(({ path }) => path),
    ['0/back/302', '1/home/302', '0/end'],
  )
  assert.deepEqual(received.map(isBare), [false, true, true])
})

test('another origin does not get its body', async (t) => {
  const { send, received } = await setUp(t)
  await send('/away/303', 'POST', 'secret')
  assert.deepEqual(
    received.map(({ path, method }) => `${method} ${path}`),
    ['POST 0/away/303', 'GET 1/end'],
  )
  assert.deepEqual(received.map(isBare), [false, true])
  for (const [status, method] of [
    [307, 'POST'],
    [308, 'PUT'],
    [302, 'PATCH'],
  ] as const) {
    await assert.rejects(send(`/away/${status}`, method, 'secret'), {
      code: 'HTTP_REDIRECT_REFUSED',
      retryable: false,
    })
  }
  assert.deepEqual(
    received.slice(2).map(({ path }) => path),
    ['0/away/307', '0/away/308', '0/away/302'],
  )
})

test('each request starts without a history', async (t) => {
  const { send, received } = await setUp(t)
  await send('/away/302', 'GET')
  await send('/end', 'GET')
  assert.equal(received.at(-1)?.headers['x-api-key'], 'secret')
})

test('a redirect is an answer when it is not to be followed', async (t) => {
  const { port } = await startWebServer(t, (_, response) => {
    response.writeHead(302, { location: '/next', 'set-cookie': 'a=1' }).end('moved')
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  const { status, headers, body } = await client.send(
    { method: 'GET', headers: {}, url: `http://127.0.0.1:${port}/`, followRedirects: false },
    new AbortController().signal,
  )
  assert.deepEqual(
    [status, headers.location, headers['set-cookie'], Buffer.from(body).toString()],
    [302, '/next', 'a=1', 'moved'],
  )
})
