import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../../support/http/client.ts'
import { createDemoApp } from '../../support/http/demo-app.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../support/http/test-app.ts'

const own = 'localhost:8000'
const page = 'https://app.example.com'

const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }

interface Case {
  readonly about: string
  readonly headers: Readonly<Record<string, string>>
  /** Refused unless there is none. */
  readonly code?: string
  readonly config?: { readonly host?: string; readonly corsOrigins?: readonly string[] }
}

const cases: readonly Case[] = [
  { about: 'a program', headers: { Host: own } },
  { about: 'a program that names the address', headers: { Host: '127.0.0.1:8000' } },
  { about: 'a program that names another loopback address', headers: { Host: '127.0.0.2' } },
  { about: 'a program that names the IPv6 address', headers: { Host: '[::1]:8000' } },
  { about: 'a program through a forwarded port', headers: { Host: 'LOCALHOST:9000' } },
  {
    about: 'a page that had its name point here',
    headers: { Host: 'evil.example:8000' },
    code: 'HOST_REFUSED',
  },
  {
    about: 'such a page, of the same origin by its name',
    headers: { Host: 'evil.example', Origin: 'http://evil.example', 'Sec-Fetch-Site': 'same-origin' },
    code: 'HOST_REFUSED',
  },
  {
    about: 'a name that begins like ours',
    headers: { Host: 'localhost.evil.example' },
    code: 'HOST_REFUSED',
  },
  { about: 'an address of the network', headers: { Host: '192.168.0.7:8000' }, code: 'HOST_REFUSED' },
  { about: 'a name that is none', headers: { Host: '[' }, code: 'HOST_REFUSED' },

  { about: 'a page from here', headers: { Host: own, Origin: `http://${own}` } },
  { about: 'a page from here behind TLS', headers: { Host: own, Origin: `https://${own}` } },
  { about: 'a page of another site', headers: { Host: own, Origin: page }, code: 'ORIGIN_REFUSED' },
  {
    about: 'a page of another port',
    headers: { Host: own, Origin: 'http://localhost:3000' },
    code: 'ORIGIN_REFUSED',
  },
  { about: 'a page without an origin', headers: { Host: own, Origin: 'null' }, code: 'ORIGIN_REFUSED' },
  { about: 'an origin that is none', headers: { Host: own, Origin: 'x' }, code: 'ORIGIN_REFUSED' },
  { about: 'a page that may call', headers: { Host: own, Origin: page }, config: { corsOrigins: [page] } },
  {
    about: 'another page than the one that may call',
    headers: { Host: own, Origin: 'https://other.example.com' },
    config: { corsOrigins: [page] },
    code: 'ORIGIN_REFUSED',
  },
  {
    about: 'the site that may call, as a proxy passes it on',
    headers: { Host: 'app.example.com', Origin: page },
    config: { corsOrigins: [page] },
  },
  {
    about: 'any page, when any may call',
    headers: { Host: 'x.example', Origin: page },
    config: { corsOrigins: ['*'] },
  },

  { about: 'a picture on a page from here', headers: { Host: own, 'Sec-Fetch-Site': 'same-origin' } },
  { about: 'an address that somebody typed', headers: { Host: own, 'Sec-Fetch-Site': 'none' } },
  { about: 'a link that somebody followed', headers: { Host: own, ...link } },
  {
    about: 'a frame on another page',
    headers: { Host: own, ...link, 'Sec-Fetch-Dest': 'iframe' },
    code: 'ORIGIN_REFUSED',
  },
  {
    about: 'a picture on another page',
    headers: {
      Host: own,
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'no-cors',
      'Sec-Fetch-Dest': 'image',
    },
    code: 'ORIGIN_REFUSED',
  },
  {
    about: 'a picture on a page of another port',
    headers: { Host: own, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' },
    code: 'ORIGIN_REFUSED',
  },

  {
    about: 'a name, where others may reach the server',
    headers: { Host: 'scripts.example.com', Origin: 'https://scripts.example.com' },
    config: { host: '0.0.0.0' },
  },
  {
    about: 'a page of another site, where others may reach the server',
    headers: { Host: 'scripts.example.com', Origin: page },
    config: { host: '0.0.0.0' },
    code: 'ORIGIN_REFUSED',
  },
]

for (const { about, headers, config = {}, code } of cases) {
  test(`while no key is required, ${about} is ${code ? `refused with ${code}` : 'let in'}`, async () => {
    const { app, lines } = createDemoApp({ config })
    for (const path of ['/items/1', '/openapi.json']) {
      assert.equal((await app.request(path, { headers })).status, code ? 403 : 200)
      assert.equal(lines.at(-1)?.error_code, code)
    }
  })
}

test('under any host name, health is public and the operator may do everything', async (t) => {
  const { request } = await createTestApp(t)
  const headers = { Host: 'evil.example', Origin: page }
  assert.equal((await request('GET', '/api/scripts', { headers })).status, 403)
  assert.equal((await request('GET', '/healthz', { headers })).status, 200)
  assert.equal(
    (await request('GET', '/api/scripts', { headers: { ...headers, ...bearer(OPERATOR_TOKEN) } })).status,
    200,
  )
})

test('a cross-origin page cannot start anything with a simple request', async (t) => {
  const { request } = await createTestApp(t)
  await request('POST', '/api/scripts', { body: { name: 'a', nodes: [{ id: 'a', type: 'start' }] } })
  const headers = { Host: own, Origin: page }
  assert.equal((await request('POST', '/api/scripts/1/execute', { headers })).status, 403)
  assert.equal((await request('GET', '/api/executions')).json.count, 0)
})

test('once a key is required, hosts and origins are not checked', async (t) => {
  const { request, createKey } = await createTestApp(t)
  const { key } = await createKey(['read'])
  const headers = { Host: 'scripts.example.com', Origin: page }
  assert.equal((await request('GET', '/api/scripts', { headers })).status, 401)
  assert.equal(
    (await request('GET', '/api/scripts', { headers: { ...headers, ...bearer(key) } })).status,
    200,
  )
})
