import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import {
  brotliCompressSync,
  constants,
  deflateSync,
  gzipSync,
  type InputType,
  zstdCompressSync,
} from 'node:zlib'
import { createHttpClient, type HttpClientOptions } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const never = new AbortController().signal
const guard = guardAddresses({ allow: ['127.0.0.1'] })
const MEBIBYTE = 1_048_576

const setUp = async (t: TestContext, listener: RequestListener, options: Partial<HttpClientOptions> = {}) => {
  const { port, server } = await startWebServer(t, listener)
  const client = createHttpClient({ guard, ...options })
  t.after(() => client.close())
  const send = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    client.send({ method: 'GET', headers, url: `http://127.0.0.1:${port}${path}` }, never)
  return { send, server }
}

const encoders: Readonly<Record<string, (bytes: InputType) => Buffer>> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
}

/** As a server does that applies them in this order. */
const encode = (bytes: Buffer, encoding: string): Buffer =>
  encoding.split(', ').reduce((encoded, name) => encoders[name]?.(encoded) ?? encoded, bytes)

const encodings = [
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'zstd',
  'gzip, br',
  'zstd, gzip',
  'deflate, br, zstd',
  'br, br, br',
]

test('the decompressed size of a response is limited, however it is compressed', async (t) => {
  const bombs = new Map(encodings.map((encoding) => [encoding, encode(Buffer.alloc(MEBIBYTE), encoding)]))
  const { send } = await setUp(
    t,
    (request, response) => {
      const encoding = decodeURIComponent(request.url?.slice(1) ?? '')
      response.writeHead(200, { 'content-encoding': encoding }).end(bombs.get(encoding))
    },
    { maxResponseBytes: 100_000 },
  )
  for (const [encoding, { byteLength }] of bombs) {
    assert.ok(byteLength < 10_000, encoding)
    const failure = { code: 'HTTP_RESPONSE_TOO_LARGE', retryable: false }
    await assert.rejects(send(`/${encodeURIComponent(encoding)}`), failure, encoding)
  }
})

test('a response of exactly the limit is read, however it is compressed', async (t) => {
  const whole = Buffer.alloc(10_000, 'some text ')
  const { send } = await setUp(
    t,
    (request, response) => {
      const encoding = decodeURIComponent(request.url?.slice(1) ?? '')
      response.writeHead(200, { 'content-encoding': encoding }).end(encode(whole, encoding))
    },
    { maxResponseBytes: whole.byteLength },
  )
  for (const encoding of encodings) {
    const { body, headers } = await send(`/${encodeURIComponent(encoding)}`)
    assert.ok(whole.equals(body), encoding)
    assert.equal(headers['content-encoding'], undefined)
  }
})

test('the data between two encodings is limited as well', async (t) => {
  // Empty members, one after the other: much to read, and nothing comes out of it.
  const members = Buffer.concat(new Array<Buffer>(10_000).fill(gzipSync('')))
  const { send } = await setUp(
    t,
    (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, br' }).end(brotliCompressSync(members)),
    { maxResponseBytes: 100_000 },
  )
  await assert.rejects(send('/'), { code: 'HTTP_RESPONSE_TOO_LARGE', retryable: false })
})

test('a body with more encodings than any server needs is not decoded', async (t) => {
  const { send } = await setUp(t, (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip, gzip' }).end('as it came'),
  )
  assert.equal(Buffer.from((await send('/')).body).toString(), 'as it came')
})

test('a Zstandard window that would take much memory is refused', async (t) => {
  const params = { [constants.ZSTD_c_windowLog]: 27 }
  const large = zstdCompressSync(Buffer.alloc(16 * MEBIBYTE), { params })
  const { send } = await setUp(t, (_, response) =>
    response.writeHead(200, { 'content-encoding': 'zstd' }).end(large),
  )
  await assert.rejects(send('/'), { code: 'HTTP_RESPONSE' })
})

test('an endless response is cut off, with or without a content length', async (t) => {
  const { send } = await setUp(
    t,
    (request, response) => {
      if (request.url === '/length') response.setHeader('content-length', 1e12)
      const more = () => response.write(Buffer.alloc(10_000), (error) => error ?? setImmediate(more))
      more()
    },
    { maxResponseBytes: MEBIBYTE },
  )
  for (const path of ['/chunks', '/length']) {
    await assert.rejects(send(path), { code: 'HTTP_RESPONSE_TOO_LARGE', retryable: false }, path)
  }
})

test('a dripping response ends with the time limit, in its headers or its body, compressed or not', async (t) => {
  const gzip = gzipSync(Buffer.alloc(1000, 'x'))
  const { send } = await setUp(
    t,
    (request, response) => {
      const compressed = request.url === '/gzip'
      if (request.url === '/head') response.writeProcessing()
      else response.writeHead(200, { 'content-encoding': compressed ? 'gzip' : 'identity' })
      let sent = 0
      const drip = setInterval(() => {
        if (request.url === '/head') response.writeProcessing()
        else response.write(compressed ? gzip.subarray(sent, ++sent) : '.')
      }, 5)
      response.on('close', () => clearInterval(drip))
    },
    { timeoutMs: 100 },
  )
  await Promise.all(
    ['/head', '/body', '/gzip'].map((path) =>
      assert.rejects(send(path), { code: 'HTTP_TIMEOUT', retryable: true }, path),
    ),
  )
})

test('the headers of a response are limited', async (t) => {
  const { send } = await setUp(t, (_, response) => response.setHeader('x-large', 'x'.repeat(100_000)).end())
  await assert.rejects(send('/'), { code: 'HTTP_RESPONSE' })
})

test('a response header may have any name', async (t) => {
  const { send } = await setUp(t, (_, response) =>
    response.writeHead(200, ['__proto__', 'a', 'constructor', 'b', 'hasOwnProperty', 'c']).end(),
  )
  const { headers } = await send('/')
  assert.deepEqual([headers.constructor, headers.hasownproperty], ['b', 'c'])
  assert.equal(Object.getPrototypeOf(headers), Object.prototype)
})

const injections: readonly (readonly [name: string, value: string])[] = [
  ['x-a', 'b\r\nx-c: d'],
  ['x-a', 'b\nx-c: d'],
  ['x-a', 'b\r'],
  ['x-a', 'b\0'],
  ['x-a\r\nx-c: d\r\nx-e', 'f'],
  ['x-a: b\nx-c', 'd'],
  ['x a', 'b'],
  ['', 'b'],
  ['x-한', 'b'],
  ['x-a', '한'],
]

test('a header cannot inject another one', async (t) => {
  const { send } = await setUp(t, (_, response) => response.end())
  for (const [name, value] of injections) {
    const failure = {
      code: 'HTTP_HEADER',
      message: /^The header ".*" cannot be sent: a (name|value) has /,
      retryable: false,
    }
    await assert.rejects(send('/', { [name]: value }), failure, name)
  }
  for (const name of ['transfer-encoding', 'upgrade', 'keep-alive', 'expect']) {
    await assert.rejects(send('/', { [name]: '5' }), { code: 'HTTP_REQUEST', retryable: false }, name)
  }
})

test('a line break in a URL does not reach the request', async (t) => {
  const { send } = await setUp(t, (request, response) =>
    response.end(`${request.url} ${request.headers['x-a']}`),
  )
  const { body } = await send('/a\r\nx-a: b\r\n%0d%0ax-a:%20b')
  assert.equal(Buffer.from(body).toString(), '/ax-a:%20b%0d%0ax-a:%20b undefined')
})
