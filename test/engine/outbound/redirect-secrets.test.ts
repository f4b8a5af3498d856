import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { createHttpClient, type HttpClientOptions } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const never = new AbortController().signal

/** Names that may be reached, with a server of the outside behind them; and one that may not. */
const names: Readonly<Record<string, string>> = {
  'a.test': '127.0.0.1',
  'b.test': '127.0.0.1',
  'inside.test': '10.0.0.1',
}

const setUp = async (t: TestContext, listener: RequestListener, options: Partial<HttpClientOptions> = {}) => {
  const { port } = await startWebServer(t, listener)
  const guard = guardAddresses({
    allow: [`a.test:${port}`, `b.test:${port}`],
    resolve: async (hostname) => [{ address: names[hostname] ?? '0.0.0.0', family: 4 }],
  })
  const client = createHttpClient({ guard, ...options })
  t.after(() => client.close())
  const send = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
    const url = `http://a.test:${port}${path}`
    const body = method === 'GET' ? {} : { body: 'the body' }
    const answer = await client.send({ method, headers, url, ...body }, never)
    return Buffer.from(answer.body).toString()
  }
  return { send, port }
}

/** Answers `/?to=URL` with a redirect to there. */
const redirecting: RequestListener = (request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://a.test')
  const location = searchParams.get('to')
  if (location === null) response.end('arrived')
  else response.writeHead(Number(searchParams.get('status') ?? 302), { location }).end()
}

const to = (location: string, status = 302): string => `/?status=${status}&to=${encodeURIComponent(location)}`

const refused = { code: 'HTTP_ADDRESS_REFUSED', retryable: false }

test('every redirect is checked, at any hop and with any status', async (t) => {
  const { send, port } = await setUp(t, redirecting)
  const locations = [
    [
      'http://127.0.0.1/',
      'https://127.0.0.1/',
      `http://127.0.0.1:${port}/`,
      'http://[::1]/',
      'http://[::ffff:a00:1]/',
    ],
    [
      'http://169.254.169.254/latest/meta-data/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://%EF%BC%9127.0.0.1/',
    ],
    [
      'http://inside.test/',
      `http://b.test:${port + 1}/`,
      '//127.0.0.1/',
      '///127.0.0.1',
      '\\\\127.0.0.1\\',
      '/\\127.0.0.1',
    ],
    [
      'http://b.test@127.0.0.1/',
      'http://me:secret@inside.test/',
      'http:\\\\127.0.0.1',
      'HTTP://inside.test/',
    ],
  ].flat()
  for (const location of locations) {
    await assert.rejects(send(to(location)), refused, location)
    await assert.rejects(send(to(to(to(location)))), refused, location)
    await assert.rejects(send(to(`http://b.test:${port}${to(location, 307)}`, 301)), refused, location)
  }
  for (const status of [300, 301, 302, 303, 307, 308]) {
    await assert.rejects(send(to('http://127.0.0.1/', status), {}, 'POST'), refused, String(status))
    assert.equal(await send(to('/', status), {}, 'POST'), 'arrived')
  }
})

test('redirects to other protocols, or to nothing, are refused', async (t) => {
  const { send } = await setUp(t, redirecting)
  const locations = [
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'data:text/plain,x',
    'gopher://a/',
    'ws://a.test/',
    'blob:x',
  ]
  for (const location of [
    ...locations,
    'http://',
    'http://256.0.0.1/',
    'http://[::1',
    'javascript:alert(1)',
  ]) {
    for (const path of [to(location), to(to(location))]) {
      await assert.rejects(send(path), { code: 'HTTP_REQUEST', retryable: false }, location)
    }
  }
})

test('a name that resolves differently at the second hop is refused', async (t) => {
  const answers = ['127.0.0.1', '10.0.0.1']
  const { port } = await startWebServer(t, (_, response) => {
    response.writeHead(302, { location: '/again', connection: 'close' }).end()
  })
  const resolve = async () => answers.splice(0, 1).map((address) => ({ address, family: 4 }))
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'], resolve }) })
  t.after(() => client.close())
  const url = `http://rebinding.test:${port}/`
  await assert.rejects(client.send({ method: 'GET', headers: {}, url }, never), refused)
  assert.deepEqual(answers, [])
})

const headers = {
  Authorization: 'Bearer secret',
  Cookie: 'session=secret',
  'Proxy-Authorization': 'secret',
  'X-Api-Key': 'secret',
  'X-Auth-Token': 'secret',
  'Private-Token': 'secret',
  'X-Custom': 'secret',
  Accept: 'application/json',
  'Accept-Language': 'ko',
  'Content-Type': 'text/plain',
  'User-Agent': 'me',
}

test('another origin gets no header that may be a secret, and neither does the way back', async (t) => {
  const { send, port } = await setUp(t, (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://a.test')
    const location = {
      '/away': `http://b.test:${port}/back`,
      '/back': `http://a.test:${port}/`,
      '/near': '/',
    }[pathname]
    if (location !== undefined) response.writeHead(307, { location }).end()
    else response.end(JSON.stringify(request.headers))
  })
  const isSecret = (value: string) => value.includes('secret')
  const near: Record<string, string> = JSON.parse(await send('/near', headers, 'POST'))
  const far: Record<string, string> = JSON.parse(await send('/away', headers, 'POST'))
  for (const [name, value] of Object.entries(headers)) {
    assert.equal(near[name.toLowerCase()], value, name)
    assert.equal(far[name.toLowerCase()], isSecret(value) ? undefined : value, name)
  }
})

test('credentials override other headers, and stay at their origin whatever their names are', async (t) => {
  const received: (string | undefined)[][] = []
  const { port } = await startWebServer(t, (request, response) => {
    const { authorization, cookie } = request.headers
    received.push([
      authorization,
      cookie,
      request.headers.accept,
      request.headers['content-token']?.toString(),
    ])
    const location = {
      '/near': '/away',
      '/away': `http://b.test:${port}/back`,
      '/back': `http://a.test:${port}/`,
    }[request.url ?? '']
    if (location !== undefined) response.writeHead(307, { location, 'set-cookie': 'sid=1' })
    response.end()
  })
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const client = createHttpClient({ guard: guardAddresses({ allow: ['a.test', 'b.test'], resolve }) })
  t.after(() => client.close())
  const credentials = {
    Authorization: 'secret',
    'Content-Token': 'secret',
    Accept: 'secret',
    Cookie: 'c=secret',
  }
  const message = { method: 'GET', headers: { authorization: 'x', accept: 'y' }, credentials }
  await client.send({ ...message, url: `http://me:you@a.test:${port}/near` }, never)
  assert.deepEqual(received, [
    ['secret', 'c=secret', 'secret', 'secret'],
    ['secret', 'c=secret; sid=1', 'secret', 'secret'],
    [undefined, undefined, undefined, undefined],
    [undefined, 'sid=1', undefined, undefined],
  ])
})

test('cookies are kept for the next hop, but not for the next request', async (t) => {
  const cookies: (string | undefined)[] = []
  const { send } = await setUp(t, (request, response) => {
    cookies.push(request.headers.cookie)
    response.setHeader('set-cookie', 'session=1; Path=/')
    redirecting(request, response)
  })
  await send(to('/'))
  await send('/')
  assert.deepEqual(cookies, [undefined, 'session=1', undefined])
})

test('redirects are limited in number', async (t) => {
  let asked = 0
  const { send } = await setUp(
    t,
    (request, response) => {
      const left = Number(request.url?.slice(1))
      asked++
      if (left === 0) response.end('arrived')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    },
    { maxRedirects: 3 },
  )
  assert.equal(await send('/3'), 'arrived')
  asked = 0
  await assert.rejects(send('/4'), { code: 'HTTP_REDIRECTS', retryable: false })
  assert.equal(asked, 4)
})

test('all redirects together share the time limit of one request', async (t) => {
  const { send } = await setUp(
    t,
    (request, response) => {
      const location = `/${Number(request.url?.slice(1)) + 1}`
      setTimeout(() => response.writeHead(302, { location }).end(), 30)
    },
    { maxRedirects: 1000, timeoutMs: 100 },
  )
  await assert.rejects(send('/0'), { code: 'HTTP_TIMEOUT', retryable: true })
})

test('a redirect whose body breaks off is followed, and one that never ends takes no longer than allowed', async (t) => {
  const { send } = await setUp(
    t,
    (request, response) => {
      if (request.url === '/next') return response.end('arrived')
      response.writeHead(302, { location: '/next', 'content-length': 10 })
      return response.write('some', () => request.url === '/broken' && request.socket.destroy())
    },
    { timeoutMs: 1000 },
  )
  assert.equal(await send('/broken'), 'arrived')
  await assert.rejects(send('/endless'), { code: 'HTTP_TIMEOUT' })
})

test('an endless body of a redirect is cut off', async (t) => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  const { send } = await setUp(t, (request, response) => {
    if (request.url === '/next') return response.end('arrived')
    response.on('close', close).writeHead(302, { location: '/next' })
    const more = () => response.write(Buffer.alloc(1000), (error) => error ?? setImmediate(more))
    return more()
  })
  assert.equal(await send('/'), 'arrived')
  await closed
})
