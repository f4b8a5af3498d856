import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { CookieJar } from '../../../src/engine/outbound/cookies.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../support/net/web-server.ts'

type Case = readonly [line: string, from: string, to: string, sent: string | undefined]

const cases: readonly Case[] = [
  ['a=1', 'http://a.test/', 'http://a.test/b', 'a=1'],
  ['a=1', 'http://a.test/', 'http://a.test:8080/b', 'a=1'],
  ['a=1', 'http://a.test/', 'http://b.test/', undefined],
  ['a=1', 'http://a.test/', 'http://www.a.test/', undefined],
  ['a=1', 'http://www.a.test/', 'http://a.test/', undefined],
  ['a="b=c" ; HttpOnly; SameSite=Strict', 'http://a.test/', 'http://a.test/', 'a="b=c"'],
  ['  a = 1 ', 'http://a.test/', 'http://a.test/', 'a=1'],
  ['a=', 'http://a.test/', 'http://a.test/', 'a='],
  ['=1', 'http://a.test/', 'http://a.test/', undefined],
  ['a', 'http://a.test/', 'http://a.test/', undefined],
  ['', 'http://a.test/', 'http://a.test/', undefined],
  ['a=1; Domain=a.test', 'http://www.a.test/', 'http://a.test/', 'a=1'],
  ['a=1; domain=.A.test', 'http://www.a.test/', 'http://b.c.a.test/', 'a=1'],
  ['a=1; Domain=a.test', 'http://a.test/', 'http://www.a.test/', 'a=1'],
  ['a=1; Domain=a.test', 'http://a.test/', 'http://ba.test/', undefined],
  ['a=1; Domain=b.test', 'http://a.test/', 'http://b.test/', undefined],
  ['a=1; Domain=b.test', 'http://a.test/', 'http://a.test/', undefined],
  ['a=1; Domain=www.a.test', 'http://a.test/', 'http://www.a.test/', undefined],
  ['a=1; Domain=test', 'http://a.test/', 'http://b.test/', undefined],
  ['a=1; Domain=.', 'http://a.test/', 'http://b.test/', undefined],
  ['a=1; Domain=', 'http://a.test/', 'http://www.a.test/', undefined],
  ['a=1; Domain=0.0.1', 'http://127.0.0.1/', 'http://127.0.0.1/', undefined],
  ['a=1; Domain=127.0.0.1', 'http://127.0.0.1/', 'http://127.0.0.1/', 'a=1'],
  ['a=1; Path=/b', 'http://a.test/', 'http://a.test/b', 'a=1'],
  ['a=1; Path=/b', 'http://a.test/', 'http://a.test/b/c', 'a=1'],
  ['a=1; Path=/b', 'http://a.test/', 'http://a.test/bc', undefined],
  ['a=1; Path=/b/', 'http://a.test/', 'http://a.test/b', undefined],
  ['a=1; Path=x', 'http://a.test/', 'http://a.test/', 'a=1'],
  ['a=1', 'http://a.test/b/c', 'http://a.test/b/d', 'a=1'],
  ['a=1', 'http://a.test/b/c', 'http://a.test/d', undefined],
  ['a=1; Secure', 'https://a.test/', 'https://a.test/', 'a=1'],
  ['a=1; Secure', 'https://a.test/', 'http://a.test/', undefined],
  ['a=1; Secure', 'http://a.test/', 'https://a.test/', undefined],
  ['a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'http://a.test/', 'http://a.test/', 'a=1'],
  ['a=1; Max-Age=x', 'http://a.test/', 'http://a.test/', 'a=1'],
  ['a=1; Max-Age=0', 'http://a.test/', 'http://a.test/', undefined],
  ['a=1; Max-Age=-1; Expires=Fri, 31 Dec 9999 23:59:59 GMT', 'http://a.test/', 'http://a.test/', undefined],
  ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'http://a.test/', 'http://a.test/', undefined],
  ['a=1; Expires=nonsense', 'http://a.test/', 'http://a.test/', 'a=1'],
  [`a=${'x'.repeat(4095)}`, 'http://a.test/', 'http://a.test/', `a=${'x'.repeat(4095)}`],
  [`a=${'x'.repeat(4096)}`, 'http://a.test/', 'http://a.test/', undefined],
]

test('a cookie goes where its server says, and nowhere else', () => {
  for (const [line, from, to, sent] of cases) {
    const jar = new CookieJar()
    jar.store(new URL(from), [line])
    assert.equal(jar.headerFor(new URL(to), undefined), sent, `${line.slice(0, 100)}: ${from} ${to}`)
  }
})

test('servers replace and delete cookies, also those of the caller', () => {
  const url = new URL('http://a.test/b/')
  const jar = new CookieJar()
  assert.equal(jar.headerFor(url, 'x=1;  y=2;'), 'x=1; y=2')
  jar.store(url, ['a=1', 'b=1; Path=/b', 'c=1; Path=/'])
  assert.equal(jar.headerFor(url, 'x=1; c=0; y=2'), 'x=1; y=2; a=1; b=1; c=1')
  jar.store(url, ['c=2; Path=/', 'x=; Max-Age=0; Path=/', 'a=; Max-Age=0'])
  assert.equal(jar.headerFor(url, 'x=1; y=2'), 'y=2; b=1; c=2')
})

test('the jar is limited', () => {
  const url = new URL('http://a.test/')
  const jar = new CookieJar()
  jar.store(
    url,
    Array.from({ length: 1000 }, (_, index) => `a${index}=1`),
  )
  const sent = jar.headerFor(url, undefined)?.split('; ')
  assert.equal(sent?.length, 50)
  assert.equal(sent?.at(-1), 'a999=1')
})

const setUp = async (t: TestContext) => {
  const received: (readonly [host: string, path: string, cookie: string | undefined])[] = []
  const { port } = await startWebServer(t, (request, response) => {
    const { host = '', cookie } = request.headers
    const path = request.url ?? ''
    received.push([host.split(':', 1)[0] ?? '', path, cookie])
    const next: Readonly<Record<string, readonly [location: string, ...cookies: string[]]>> = {
      '/login': ['/home', 'sid=1; Path=/; HttpOnly', 'other=1; Path=/other'],
      '/check': ['/check', 'ok=1'],
      '/away': [`http://b.test:${port}/there`, 'sid=1; Path=/'],
      '/there': [`http://a.test:${port}/home`, 'far=1; Path=/'],
    }
    const [location, ...cookies] = (path === '/check' && cookie ? undefined : next[path]) ?? []
    if (location) response.writeHead(302, { location, 'set-cookie': cookies })
    response.end()
  })
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const client = createHttpClient({ guard: guardAddresses({ allow: ['a.test', 'b.test'], resolve }) })
  t.after(() => client.close())
  const send = async (path: string, headers: Readonly<Record<string, string>> = {}, confidential = false) => {
    received.length = 0
    const url = `http://a.test:${port}${path}`
    const { status } = await client.send(
      { method: 'GET', headers, url, confidential },
      new AbortController().signal,
    )
    return { status, received: [...received] }
  }
  return { send }
}

test('cookies that are set on the way are sent on', async (t) => {
  const { send } = await setUp(t)
  for (const _ of [1, 2]) {
    assert.deepEqual((await send('/login')).received, [
      ['a.test', '/login', undefined],
      ['a.test', '/home', 'sid=1'],
    ])
  }
  assert.deepEqual((await send('/login', { Cookie: 'mine=1; sid=0' })).received.at(-1), [
    'a.test',
    '/home',
    'mine=1; sid=1',
  ])
})

test('a page that sets a cookie and redirects to itself is reached', async (t) => {
  const { send } = await setUp(t)
  const { status, received } = await send('/check')
  assert.deepEqual([status, received.length], [200, 2])
})

test("another host gets neither the caller's cookies nor those of the first host", async (t) => {
  const { send } = await setUp(t)
  for (const isConfidential of [false, true]) {
    assert.deepEqual((await send('/away', { cookie: 'mine=secret' }, isConfidential)).received, [
      ['a.test', '/away', 'mine=secret'],
      ['b.test', '/there', undefined],
      ['a.test', '/home', 'sid=1'],
    ])
  }
})
