import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { MAX_HEAD_BYTES } from '../../../src/engine/outbound/response-head.ts'
import { portOf } from '../../support/net/port.ts'

type Answer = (socket: Socket) => Promise<unknown> | unknown

/** A server that answers each request with bytes of its own, and keeps the connection. */
const setUp = async (t: TestContext, answer: Answer) => {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.setNoDelay())
    socket.on('error', () => {})
    socket.on('data', () => answer(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(async () => {
    await client.close()
    for (const socket of open) socket.destroy()
    server.close()
  })
  const url = `http://127.0.0.1:${portOf(server)}/`
  const get = async () => {
    const { status, headers, body } = await client.send(
      { method: 'GET', headers: {}, url },
      new AbortController().signal,
    )
    return { status, headers, body: Buffer.from(body).toString() }
  }
  return { get, open }
}

const writes =
  (text: string): Answer =>
  (socket) =>
    socket.write(text, 'latin1')

const OK = 'HTTP/1.1 200 OK\r\n'
const accepted: Readonly<Record<string, readonly [text: string, headers: object]>> = {
  'the same length twice': [`${OK}Content-Length: 5\r\ncontent-length:5\r\n\r\nhello`, {}],
  'the same length in a list': [`${OK}Content-Length: 5, 5\r\n\r\nhello`, {}],
  'continued headers': [
    `${OK}X-Long: one\r\n two\r\n\tthree\r\nContent-Length: 5\r\n\r\nhello`,
    { 'x-long': 'one two three' },
  ],
  'a continued last header': [
    `${OK}Content-Length: 5\r\nX-Long: one\r\n two\r\n\r\nhello`,
    { 'x-long': 'one two' },
  ],
  'lines that end with LF': ['HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 5\n\nhello', { 'x-a': '1' }],
  'lines of both kinds': [`${OK}X-A: 1\nContent-Length: 5\r\n\nhello`, { 'x-a': '1' }],
  'heads of both kinds before the last one': [
    `HTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 5\n\nhello`,
    {},
  ],
  'blank lines and continued lines in the body': [`${OK}Content-Length: 5\r\n\r\n\n \n\nA`, {}],
}

for (const [name, [text, headers]] of Object.entries(accepted)) {
  const body = text.slice(-5)
  test(`a response may have ${name}`, async (t) => {
    const { get, open } = await setUp(t, writes(text))
    const expected = { status: 200, headers: { ...headers, 'content-length': '5' }, body }
    assert.deepEqual(await get(), expected)
    assert.deepEqual(await get(), expected)
    assert.equal(open.size, 1, 'the connection is used again')
  })

  test(`a response that comes byte by byte may have ${name}`, async (t) => {
    const { get } = await setUp(t, async (socket) => {
      for (const byte of text) {
        socket.write(byte, 'latin1')
        await nextTurn()
      }
    })
    assert.deepEqual(await get(), { status: 200, headers: { ...headers, 'content-length': '5' }, body })
  })
}

const refused: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
  'two lengths': [`${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, /CONTENT_LENGTH/],
  'a length and chunks': [
    `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    /TRANSFER_ENCODING/,
  ],
  'something else than HTTP': ['SSH-2.0-OpenSSH\r\n', /INVALID_CONSTANT/],
  'the status 000': [
    'HTTP/1.1 000 Nope\r\nContent-Length: 5\r\n\r\nhello',
    /the status 000, which HTTP does not have/,
  ],
  'headers without an end': [
    `${OK}X-A: ${'a'.repeat(MAX_HEAD_BYTES)}`,
    /headers are larger than 65536 bytes/,
  ],
}

for (const [name, [text, message]] of Object.entries(refused)) {
  test(`a response with ${name} is refused, on an open connection too`, async (t) => {
    const { get } = await setUp(t, writes(text))
    await assert.rejects(get(), { code: 'HTTP_RESPONSE', message })
  })
}

test('a response that ends within its head is a lost connection', async (t) => {
  const { get } = await setUp(t, (socket) => socket.end(`${OK}X-A: 1`))
  await assert.rejects(get(), { code: 'HTTP_CONNECT' })
})
