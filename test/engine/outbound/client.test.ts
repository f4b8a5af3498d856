import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { NodeError } from '../../../src/engine/errors.ts'
import { createHttpClient, type HttpClientOptions } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import type { HttpRequest } from '../../../src/engine/ports.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const never = new AbortController().signal
const get = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  headers: {},
  url,
  ...rest,
})
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

const guard = guardAddresses({ allow: ['127.0.0.1'] })

const setUp = async (t: TestContext, listener: RequestListener, options: Partial<HttpClientOptions> = {}) => {
  const { server, port } = await startWebServer(t, listener)
  const client = createHttpClient({ guard, ...options })
  t.after(() => client.close())
  return { client, server, base: `http://127.0.0.1:${port}` }
}

test('any status is a response', async (t) => {
  const { client, base } = await setUp(t, (req, res) => res.writeHead(Number(req.url?.slice(1))).end('said'))
  for (const status of [200, 201, 404, 500, 503]) {
    const answer = await client.send(get(`${base}/${status}`), never)
    assert.deepEqual([answer.status, text(answer.body)], [status, 'said'])
  }
})

test('a request is sent as it is written', async (t) => {
  const { client, base } = await setUp(t, async (req, res) => {
    const { method, url, headers } = req
    const body = (await req.toArray()).join('')
    res.end(JSON.stringify({ method, url, body, tag: headers['x-tag'], auth: headers.authorization }))
  })
  const url = `${base.replace('//', '//me:s%3Acret%@')}/a?b=c#d`
  const { body } = await client.send(
    get(url, { method: 'PUT', headers: { 'X-Tag': 'é' }, body: '한' }),
    never,
  )
  const auth = `Basic ${Buffer.from('me:s:cret%').toString('base64')}`
  assert.deepEqual(JSON.parse(text(body)), { method: 'PUT', url: '/a?b=c', body: '한', tag: 'é', auth })
})

test('redirects are followed, and credentials stay with their origin', async (t) => {
  const away = await setUp(t, (req, res) => res.end(`${req.method} ${req.headers.authorization}`))
  const { client, base } = await setUp(t, (req, res) => {
    if (req.url === '/end') res.end(`${req.method} ${req.headers.authorization}`)
    else res.writeHead(302, { location: req.url === '/away' ? away.base : '/end' }).end('moved')
  })
  const headers = { authorization: 'secret' }
  const near = await client.send(get(`${base}/start`, { method: 'POST', body: 'x', headers }), never)
  assert.equal(text(near.body), 'GET secret')
  const far = await client.send(get(`${base}/away`, { headers }), never)
  assert.equal(text(far.body), 'GET undefined')
})

test('endless redirects fail', async (t) => {
  const { client, base } = await setUp(t, (req, res) => {
    const location = req.url === '/loop' ? '/loop' : `/${Number(req.url?.slice(1)) + 1}`
    res.writeHead(307, { location }).end()
  })
  for (const path of ['/loop', '/1']) {
    await assert.rejects(
      client.send(get(base + path), never),
      { code: 'HTTP_REDIRECTS', retryable: false },
      path,
    )
  }
})

test('a redirect to another protocol fails', async (t) => {
  const { client, base } = await setUp(t, (_, res) =>
    res.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  )
  await assert.rejects(client.send(get(base), never), { code: 'HTTP_REQUEST', retryable: false })
})

test('compressed responses are decoded', async (t) => {
  const encoded: Readonly<Record<string, Buffer>> = {
    gzip: gzipSync('hello'),
    deflate: deflateSync('hello'),
    br: brotliCompressSync('hello'),
    'gzip, br': brotliCompressSync(gzipSync('hello')),
    identity2: Buffer.from('hello'),
  }
  const { client, base } = await setUp(t, (req, res) => {
    const encoding = decodeURIComponent(req.url?.slice(1) ?? '')
    res.writeHead(200, { 'content-encoding': encoding }).end(encoded[encoding])
  })
  for (const encoding of Object.keys(encoded)) {
    const { body, headers } = await client.send(get(`${base}/${encodeURIComponent(encoding)}`), never)
    const left = encoding === 'identity2' ? encoding : undefined
    assert.deepEqual([text(body), headers['content-encoding']], ['hello', left], encoding)
    const head = await client.send(get(`${base}/${encodeURIComponent(encoding)}`, { method: 'HEAD' }), never)
    assert.deepEqual([head.body.length, head.headers['content-encoding']], [0, encoding])
  }
})

test('a corrupt compressed response fails', async (t) => {
  const { client, base } = await setUp(t, (req, res) => {
    res.writeHead(200, { 'content-encoding': req.url?.slice(1) }).end('neither of them')
  })
  for (const encoding of ['gzip', 'deflate', 'br']) {
    await assert.rejects(client.send(get(`${base}/${encoding}`), never), { code: 'HTTP_RESPONSE' }, encoding)
  }
})

test('a truncated response fails', async (t) => {
  const { client, base } = await setUp(t, (req, res) => {
    res.writeHead(200, { 'content-length': 10 }).write('some', () => req.socket.destroy())
  })
  await assert.rejects(client.send(get(base), never), { code: 'HTTP_CONNECT' })
})

test('a response over the limit fails, counted after decompression', async (t) => {
  const bomb = gzipSync(Buffer.alloc(1_000_000))
  const { client, base } = await setUp(
    t,
    (req, res) => {
      if (req.url === '/bomb') res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      else res.end('x'.repeat(req.url === '/exact' ? 10_000 : 10_001))
    },
    { maxResponseBytes: 10_000 },
  )
  for (const path of ['/bomb', '/plain']) {
    const failure = { code: 'HTTP_RESPONSE_TOO_LARGE', retryable: false }
    await assert.rejects(client.send(get(base + path), never), failure, path)
  }
  assert.equal((await client.send(get(`${base}/exact`), never)).body.length, 10_000)
})

test('a request times out when the headers or the body do not arrive', async (t) => {
  const { client, base } = await setUp(
    t,
    (req, res) => {
      if (req.url === '/body') res.write('some')
    },
    { timeoutMs: 50 },
  )
  for (const path of ['/headers', '/body']) {
    await assert.rejects(
      client.send(get(base + path), never),
      { code: 'HTTP_TIMEOUT', retryable: true },
      path,
    )
  }
  const own = get(`${base}/headers`, { timeoutMs: 10 })
  await assert.rejects(client.send(own, never), { code: 'HTTP_TIMEOUT' })
})

test('Abort rejects with its reason and closes the connection', async (t) => {
  const control = new AbortController()
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const { client, base } = await setUp(t, (req, res) => {
    req.socket.on('close', () => resolve())
    res.write('some')
    control.abort(new Error('stop'))
  })
  await assert.rejects(client.send(get(base), control.signal), { message: 'stop' })
  await closed
  await assert.rejects(client.send(get(base), AbortSignal.abort(new Error('late'))), { message: 'late' })
})

test('a failed connection is reported without credentials', async (t) => {
  const { client, server, base } = await setUp(t, (_, res) => res.destroy())
  await assert.rejects(client.send(get(base), never), { code: 'HTTP_CONNECT' })
  server.close()
  const url = base.replace('//', '//me:secret@')
  await assert.rejects(client.send(get(url), never), (error) => {
    assert.ok(error instanceof NodeError)
    assert.equal(error.code, 'HTTP_CONNECT')
    assert.match(error.message, /127\.0\.0\.1:\d+/)
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
})

test('a response that is not HTTP fails', async (t) => {
  const server = createTcpServer((socket) => socket.end('hello\r\n\r\n')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createHttpClient({ guard })
  t.after(async () => {
    await client.close()
    server.close()
  })
  await assert.rejects(client.send(get(`http://127.0.0.1:${Object(server.address()).port}`), never), {
    code: 'HTTP_RESPONSE',
  })
})

test('a request that can never be sent is refused', async () => {
  const client = createHttpClient({ guard })
  const refused: readonly (readonly [request: HttpRequest, code: string])[] = [
    [get(''), 'HTTP_URL'],
    [get('/relative'), 'HTTP_URL'],
    [get('ftp://example.com/'), 'HTTP_URL'],
    [get('javascript:alert(1)'), 'HTTP_URL'],
    [get('http://a.test/', { headers: { 'x-a': 'b\r\nx-c: d' } }), 'HTTP_HEADER'],
    [get('http://a.test/', { headers: { 'x a': 'b' } }), 'HTTP_HEADER'],
    [get('http://a.test/', { headers: { 'transfer-encoding': 'chunked' } }), 'HTTP_REQUEST'],
  ]
  for (const [request, code] of refused) {
    await assert.rejects(client.send(request, never), { code, retryable: false }, request.url)
  }
  await client.close()
})
