import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { headersFor, receivedHeaders } from '../../../src/engine/outbound/headers.ts'
import { startRawServer } from '../../support/net/raw-server.ts'

const never = new AbortController().signal

const createClient = (t: TestContext) => {
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  return (url: string) => client.send({ method: 'GET', headers: {}, url }, never)
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1')

const received: readonly (readonly [raw: readonly string[], headers: object])[] = [
  [[], {}],
  [['X-One', 'a, b'], { 'x-one': 'a, b' }],
  [['Set-Cookie', 'a=1', 'X', 'y', 'set-cookie', 'b=2'], { 'set-cookie': ['a=1', 'b=2'], x: 'y' }],
  [['Vary', 'a', 'VARY', 'a', 'vary', ''], { vary: ['a', 'a', ''] }],
  [['X-Name', latin1('한글 é')], { 'x-name': '한글 é' }],
  [['X-Name', '\xe9'], { 'x-name': 'é' }],
  [['__proto__', 'a', 'constructor', 'b'], { ['__proto__']: 'a', constructor: 'b' }],
]

test('headers that repeat are lists, and their text is read as UTF-8 if it is that', () => {
  for (const [raw, headers] of received) assert.deepEqual(receivedHeaders(raw), headers)
})

const url = new URL('https://me:s%3Acret%@a.test/')
const own = { 'accept-encoding': 'gzip, deflate, br, zstd', 'user-agent': 'scriptd' }
const authorization = `Basic ${Buffer.from('me:s:cret%').toString('base64')}`

const sent: readonly (readonly [headers: Record<string, string | null>, all: object])[] = [
  [{}, { ...own, authorization }],
  [
    { Authorization: 'x', 'USER-agent': 'me' },
    { ...own, authorization: 'x', 'user-agent': 'me' },
  ],
  [{ Authorization: null, 'User-Agent': null, 'X-A': null }, { 'accept-encoding': own['accept-encoding'] }],
  [
    { connection: 'Close', 'x-a': '' },
    { ...own, authorization, connection: 'Close', 'x-a': '' },
  ],
]

test('headers have their own values, and null leaves one out', () => {
  for (const [headers, all] of sent) assert.deepEqual(headersFor({ headers }, url), all)
})

test('headers that no request can have are refused without their values', () => {
  const refused: readonly (readonly [headers: Record<string, string>, code: string])[] = [
    [{ 'x-a': 'secret\r\nx-c: d' }, 'HTTP_HEADER'],
    [{ 'x-a': 'secret\u0000' }, 'HTTP_HEADER'],
    [{ 'x-a': 'secret 한' }, 'HTTP_HEADER'],
    [{ 'x a': 'secret' }, 'HTTP_HEADER'],
    [{ '': 'secret' }, 'HTTP_HEADER'],
    [{ 'Transfer-Encoding': 'secret' }, 'HTTP_REQUEST'],
    [{ upgrade: 'secret' }, 'HTTP_REQUEST'],
    [{ expect: 'secret' }, 'HTTP_REQUEST'],
    [{ trailer: 'secret' }, 'HTTP_REQUEST'],
    [{ connection: 'secret' }, 'HTTP_REQUEST'],
  ]
  for (const [headers, code] of refused) {
    assert.throws(
      () => headersFor({ headers }, url),
      (error) => {
        assert.ok(error instanceof Error && 'code' in error && 'retryable' in error)
        assert.deepEqual([error.code, error.retryable], [code, false])
        assert.doesNotMatch(error.message, /s:?.?cret/)
        return true
      },
    )
  }
})

test('a Location in UTF-8 or any other bytes leads to these bytes', async (t) => {
  const targets: string[] = []
  const { base } = await startRawServer(t, (request) => {
    const [, target = ''] = request.split(' ')
    targets.push(target)
    const location = target === '/utf8' ? latin1('/한글?q=é') : '/caf\xe9?q=\xc7\xd1'
    return target.startsWith('/utf8') || target === '/latin1'
      ? `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`
      : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  })
  const send = createClient(t)
  await send(`${base}/utf8`)
  await send(`${base}/latin1`)
  assert.deepEqual(targets, ['/utf8', '/%ED%95%9C%EA%B8%80?q=%C3%A9', '/latin1', '/caf%E9?q=%C7%D1'])
})

test('informational responses that nobody asked for are ignored', async (t) => {
  const more = [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  ]
  const { base, connections } = await startRawServer(
    t,
    () => `${more.join('')}HTTP/1.1 100\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok`,
  )
  const send = createClient(t)
  for (const _ of [1, 2]) {
    const { status, headers, body } = await send(base)
    assert.deepEqual(
      [status, headers, Buffer.from(body).toString()],
      [200, { 'x-a': 'b', 'content-length': '2' }, 'ok'],
    )
  }
  assert.equal(connections(), 1)
})

test('what comes after the end of a response is not part of it', async (t) => {
  const { base } = await startRawServer(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more')
  const send = createClient(t)
  for (const _ of [1, 2]) assert.equal(Buffer.from((await send(base)).body).toString(), 'ok')
})

test('a switch of protocols that nobody asked for fails', async (t) => {
  const { base } = await startRawServer(
    t,
    () => 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  )
  await assert.rejects(createClient(t)(base), { code: 'HTTP_RESPONSE' })
})
