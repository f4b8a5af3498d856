import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSocketApp } from '../support/http/socket-app.ts'

const post = (headers: string, body: string, path = '/api/scripts') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`
const get = (target: string, headers = 'Host: localhost') => `GET ${target} HTTP/1.1\r\n${headers}\r\n\r\n`

interface Case {
  readonly name: string
  readonly request: string
  readonly status: number
  readonly code: string
}

const malformed = (cases: Readonly<Record<string, string>>): Case[] =>
  Object.entries(cases).map(([name, request]) => ({ name, request, status: 400, code: 'MALFORMED_REQUEST' }))

const next = get('/healthz')

// Whatever could be read as one request by this server and as another by one before it.
const smuggling = malformed({
  'Content-Length and Transfer-Encoding': post(
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    `0\r\n\r\n${next}`,
  ),
  'Transfer-Encoding and Content-Length': post(
    'Transfer-Encoding: chunked\r\nContent-Length: 5',
    `0\r\n\r\n${next}`,
  ),
  'two lengths': post('Content-Length: 2\r\nContent-Length: 30', `{}${next}`),
  'two equal lengths': post('Content-Length: 2\r\nContent-Length: 2', '{}'),
  'a list of lengths': post('Content-Length: 2, 2', '{}'),
  'a length with a sign': post('Content-Length: +2', '{}'),
  'a negative length': post('Content-Length: -1', '{}'),
  'a length in hexadecimal': post('Content-Length: 0x2', '{}'),
  'a length beyond all numbers': post('Content-Length: 99999999999999999999', '{}'),
  'an encoding that is none': post('Transfer-Encoding: xchunked', '0\r\n\r\n'),
  'chunked not last': post('Transfer-Encoding: chunked, identity', '0\r\n\r\n'),
  'two encodings': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', '0\r\n\r\n'),
  'a space before the colon': post('Transfer-Encoding : chunked', '0\r\n\r\n'),
  'a folded header': post('Transfer-Encoding:\r\n chunked', '0\r\n\r\n'),
  'line feeds alone': 'POST /api/scripts HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n',
  'a chunk of no length': post('Transfer-Encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'),
  'a chunk that ends with a line feed': post('Transfer-Encoding: chunked', '2\n{}\r\n0\r\n\r\n'),
  'a chunk longer than it says': post('Transfer-Encoding: chunked', '1\r\n{}\r\n0\r\n\r\n'),
})

const requests = malformed({
  'a header name with a space': get('/healthz', 'Host: localhost\r\nX A: b'),
  'a header name of other characters': get('/healthz', 'Host: localhost\r\nX@(: b'),
  'a header without a name': get('/healthz', 'Host: localhost\r\n: b'),
  'NUL in a header': get('/healthz', 'Host: localhost\r\nX-A: b\0c'),
  'a carriage return in a header': get('/healthz', 'Host: localhost\r\nX-A: b\rc'),
  'no host': get('/healthz', 'X-A: b'),
  'an empty host': get('/healthz', 'Host: '),
  'two hosts': get('/healthz', 'Host: localhost\r\nHost: b'),
  'a host with a path': get('/healthz', 'Host: a/b'),
  'a host with credentials': get('/healthz', 'Host: me@a'),
  'HTTP/1.0 without a host': 'GET /healthz HTTP/1.0\r\n\r\n',
  'HTTP/0.9': 'GET /healthz\r\n\r\n',
  'HTTP/1.2': 'GET /healthz HTTP/1.2\r\nHost: localhost\r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'the beginning of TLS': `\x16\x03\x01\x02\x00${'x'.repeat(100)}`,
  'nothing but NULs': '\0\0\0\0',
  'another scheme': get('ftp://a/healthz'),
  'no target': 'GET  HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'a target of all': get('*'),
  'a target without a slash': get('healthz'),
  'a space in the target': get('/heal thz'),
  'a backslash in the target': get('/api\\..\\healthz'),
  'a target in UTF-8': Buffer.from(get('/한')).toString('latin1'),
  'a method in small letters': 'get /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n',
})

const large: readonly Case[] = [
  {
    name: 'a target of 20 kB',
    request: get(`/healthz?${'a'.repeat(20_000)}`),
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: 'a header of 20 kB',
    request: get('/healthz', `Host: localhost\r\nX-A: ${'b'.repeat(20_000)}`),
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
  {
    name: '5000 headers',
    request: get('/healthz', `Host: localhost${'\r\na: b'.repeat(5000)}`),
    status: 431,
    code: 'HEADERS_TOO_LARGE',
  },
]

test('what is no proper request is refused in the envelope, and its connection ends', async (t) => {
  const { open, isAlive, request: ask } = await createSocketApp(t)
  for (const { name, request, status, code } of [...smuggling, ...requests, ...large]) {
    const { send, ended, answers } = open()
    send(request)
    await ended
    const [answer, ...others] = answers()
    assert.ok(answer, name)
    assert.deepEqual(others, [], name)
    assert.equal(answer.status, status, name)
    const { success, error_code, request_id, message } = JSON.parse(answer.body)
    assert.deepEqual([success, error_code], [false, code], name)
    assert.ok(message.length > 0)
    assert.match(answer.head, new RegExp(`^x-request-id: ${request_id}$`, 'im'))
    assert.match(answer.head, /^content-type: application\/json/im)
  }
  assert.ok(await isAlive())
  assert.deepEqual((await ask('GET', '/api/scripts')).json.data, [])
})

const answered: readonly (readonly [name: string, request: string, status: number])[] = [
  ['HTTP/1.0 with a host', 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n', 200],
  ['a whole URL', get('http://a/healthz'), 200],
  ['a whole URL of somewhere else', get('http://elsewhere.example/nowhere'), 404],
  ['two slashes', get('//elsewhere.example/healthz'), 404],
  ['a fragment', get('/healthz#a'), 200],
  ['a wrong percent sign', get('/api/scripts/%zz'), 400],
  ['NUL in a name', get('/api/config/user-settings/%00'), 422],
  ['a target of 15 kB', get(`/healthz?${'a'.repeat(15_000)}`), 200],
  ['dots', get('/api/../healthz'), 200],
  [
    'an upgrade to a web socket',
    get('/healthz', 'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket'),
    200,
  ],
  ['an upgrade to HTTP/2', get('/healthz', 'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c'), 200],
  ['TRACE', 'TRACE /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: secret\r\n\r\n', 405],
  ['PROPFIND', 'PROPFIND /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  ['an unknown method', 'BREW /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n', 501],
  ['CONNECT', 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  ['an expectation of another kind', post('Expect: magic\r\nContent-Length: 2', '{}'), 422],
  [
    'an extension of a chunk',
    post('Transfer-Encoding: chunked', '2;a="b"\r\n{}\r\n0\r\nX-A: b\r\n\r\n'),
    422,
  ],
  ['a body where nobody reads one', `${get('/healthz', 'Host: localhost\r\nContent-Length: 5')}hello`, 200],
]

test('what is unusual but right is answered as it should be', async (t) => {
  const { open, isAlive } = await createSocketApp(t)
  for (const [name, request, status] of answered) {
    const { send, until } = open()
    send(request)
    const [answer] = await until(1)
    assert.equal(answer?.status, status, name)
    assert.doesNotMatch(answer?.body ?? '', /secret/)
    if (status === 405) assert.match(answer?.head ?? '', /^allow:/im, name)
  }
  assert.ok(await isAlive())
})

test('who expects to go on is told so, unless the body is too large', async (t) => {
  const { open } = await createSocketApp(t, {
    env: { BODY_LIMIT_BYTES: '1000' },
    limits: { bodyBytes: 1000 },
  })
  const small = open()
  small.send(post('Expect: 100-continue\r\nContent-Length: 12', ''))
  assert.equal((await small.until(1))[0]?.status, 100)
  small.send('{"name":"x"}')
  assert.equal((await small.until(2))[1]?.status, 201)

  const tooLarge = open()
  tooLarge.send(post('Expect: 100-continue\r\nContent-Length: 1001', ''))
  const [answer] = await tooLarge.until(1)
  assert.equal(answer?.status, 413)
  assert.equal(JSON.parse(answer.body).error_code, 'PAYLOAD_TOO_LARGE')
})

test('garbage behind a request does not get into its answer', async (t) => {
  const { open, request } = await createSocketApp(t)
  await request('POST', '/api/scripts', {
    body: { name: 'a', nodes: [{ id: 'w', type: 'wait', parameters: { ms: 9e5 } }] },
  })
  const started = await request('POST', '/api/scripts/1/execute', { headers: { Prefer: 'respond-async' } })
  const { send, until, ended, answers } = open()
  send(get(`/api/executions/${started.json.data.id}/events`))
  await until(1)
  send('GARBAGE\r\n\r\n')
  await ended
  assert.equal(answers().length, 1)
  assert.doesNotMatch(answers()[0]?.body ?? '', /MALFORMED_REQUEST/)
})
