import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createSocketApp } from '../support/http/socket-app.ts'
import { OPERATOR_TOKEN } from '../support/http/test-app.ts'

/** What would end a header, begin another one, or make of a value more than one. */
const hostile = [
  'a\r\nX-Injected: b',
  'a\nX-Injected: b',
  'a\r\n\r\n<script>',
  'a%0d%0aX-Injected:%20b',
  'a\u2028X-Injected: b',
  'a\u560d\u560aX-Injected: b',
  'a, b; c="d"',
  '"; filename="b.html',
  '../../../etc/passwd',
  '//elsewhere.example/a',
  'https://elsewhere.example/',
  'javascript:alert(1)',
  'a?b#c',
  'é한👋',
  'a\tb',
  'a\0b',
  ' a ',
]

const setUp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const { open } = await createSocketApp(t, { env })
  /** Sends one request with headers as they are, and reads the headers of the answer. */
  const send = async (method: string, path: string, body?: unknown, headers: readonly string[] = []) => {
    const { send: write, until, socket } = open()
    const text = body === undefined ? '' : JSON.stringify(body)
    const length = Buffer.byteLength(text)
    const lines = [
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${length}`,
      ...headers,
    ]
    write(
      `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${Buffer.from(text).toString('latin1')}`,
    )
    const [answer] = await until(1)
    socket.destroy()
    assert.ok(answer)
    const all = answer.head.split('\r\n').slice(1)
    for (const line of all) assert.match(line, /^[A-Za-z-]+: [\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, line)
    const named = new Map(
      all.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^.*?: /, '')]),
    )
    assert.ok(!named.has('x-injected'))
    assert.equal(named.size, all.filter((line) => !/^vary:/i.test(line)).length + (named.has('vary') ? 1 : 0))
    return { status: answer.status, headers: named }
  }
  return send
}

test('the id of a node is one segment of its address, whatever is in it', async (t) => {
  const send = await setUp(t)
  await send('POST', '/api/scripts', { name: 'a' })
  for (const id of hostile) {
    const { status, headers } = await send('POST', '/api/scripts/1/nodes', { id, type: 'start' })
    const location = headers.get('location') ?? ''
    if (/\p{Cc}/u.test(id)) {
      assert.deepEqual([status, location], [422, ''], id)
      continue
    }
    assert.equal(status, 201, id)
    assert.match(location, /^\/api\/scripts\/1\/nodes\/[\w%.~!*'()-]+$/)
    assert.equal(decodeURIComponent(location.split('/').at(-1) ?? ''), id)
  }
})

test('names and texts do not come into any header', async (t) => {
  const send = await setUp(t)
  for (const [index, text] of hostile.entries()) {
    const { headers } = await send('POST', '/api/scripts', { name: `${index} ${text}`, description: text })
    assert.match(headers.get('location') ?? '/api/scripts/1', /^\/api\/scripts\/\d+$/)
    assert.match(headers.get('etag') ?? '"1-1"', /^"[\w-]+"$/)
    const setting = await send('PUT', `/api/config/user-settings/${encodeURIComponent(text)}`, {
      value: text,
    })
    assert.match(setting.headers.get('etag') ?? '""', /^"[\w-]*"$/)
    await send('GET', `/api/${encodeURIComponent(text)}`)
    await send('GET', `/api/scripts?q=${encodeURIComponent(text)}&cursor=${encodeURIComponent(text)}`)
    await send('POST', '/api/folder/select', { path: text })
  }
})

/** Of these, what can be sent in a header at all. */
const sendable = [
  ...hostile.filter((text) => /^[\x21-\x7e][\x20-\x7e]*$/.test(text)),
  'x'.repeat(129),
  'é',
  '{}',
  '*',
]

test('what a caller sends in headers does not come back in others', async (t) => {
  const send = await setUp(t, { CORS_ORIGINS: 'https://app.example' })
  for (const [index, text] of sendable.entries()) {
    const { status, headers } = await send('POST', '/api/scripts', { name: `${index}` }, [
      // Without a key such an origin is refused.
      `Authorization: Bearer ${OPERATOR_TOKEN}`,
      `X-Request-Id: ${text}`,
      `Accept-Language: ${text}`,
      `Accept-Encoding: ${text}`,
      `If-None-Match: ${text}`,
      `Origin: ${text}`,
      `Access-Control-Request-Headers: ${text}`,
      `User-Agent: ${text}`,
      `X-Forwarded-For: ${text}`,
      `X-Forwarded-Host: ${text}`,
      `Forwarded: ${text}`,
    ])
    assert.equal(status, 201, text)
    assert.match(headers.get('x-request-id') ?? '', /^[\da-f]{8}-[\da-f-]{27}$/)
    assert.equal(headers.get('location'), `/api/scripts/${index + 1}`)
    assert.equal(headers.get('access-control-allow-origin'), undefined)
    assert.equal([...headers.values()].join('\n').includes(text) && text.length > 2, false, text)
  }
})

test('only a request id that is well formed comes back', async (t) => {
  const send = await setUp(t)
  for (const id of ['a', '0f-1a', 'a.b:c_d', 'x'.repeat(128)]) {
    const { headers } = await send('GET', '/healthz', undefined, [`X-Request-Id: ${id}`])
    assert.equal(headers.get('x-request-id'), id)
  }
  for (const id of ['', 'a b', 'a,b', 'a;b', 'a/b', '<b>', 'x'.repeat(129), 'a\tb']) {
    const { headers } = await send('GET', '/healthz', undefined, [`X-Request-Id: ${id}`])
    assert.notEqual(headers.get('x-request-id'), id)
  }
  const twice = await send('GET', '/healthz', undefined, ['X-Request-Id: a', 'X-Request-Id: b'])
  assert.match(twice.headers.get('x-request-id') ?? '', /^[\da-f-]{36}$/)
})

test('a preference that was followed is told in words of our own', async (t) => {
  const send = await setUp(t)
  await send('POST', '/api/scripts', { name: 'a', nodes: [{ id: 'a', type: 'start' }] })
  for (const prefer of [
    ...sendable,
    'wait=5; a=b',
    'wait=5,a',
    'respond-async\t',
    'wait=0005, respond-async=1',
  ]) {
    const { headers } = await send('POST', '/api/scripts/1/execute', {}, [`Prefer: ${prefer}`])
    assert.match(headers.get('preference-applied') ?? 'wait=1', /^(respond-async|wait=\d+)$/, prefer)
  }
})

test('an answer that is repeated has the headers of the first one', async (t) => {
  const send = await setUp(t)
  const key = ['Idempotency-Key: a,b;c="d"']
  const first = await send('POST', '/api/scripts', { name: 'a' }, key)
  const again = await send('POST', '/api/scripts', { name: 'a' }, key)
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  for (const name of ['location', 'etag', 'content-type']) {
    assert.equal(again.headers.get(name), first.headers.get(name))
  }
})
