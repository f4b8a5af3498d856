import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp } from '../../support/http/demo-app.ts'

const listed = 'https://app.example'
const cases = [
  {
    name: 'a listed origin',
    origins: [listed],
    origin: listed,
    allow: listed,
    credentials: 'true',
    vary: true,
  },
  {
    name: 'an unlisted origin',
    origins: [listed],
    origin: 'https://evil.example',
    allow: null,
    credentials: null,
    vary: true,
  },
  { name: 'no origin', origins: [listed], origin: undefined, allow: null, credentials: null, vary: true },
  {
    name: 'any origin',
    origins: ['*'],
    origin: 'https://evil.example',
    allow: '*',
    credentials: null,
    vary: false,
  },
  {
    name: 'an origin when none is allowed',
    origins: [],
    origin: listed,
    allow: null,
    credentials: null,
    vary: false,
  },
]

for (const { name, origins, origin, allow, credentials, vary } of cases) {
  test(`CORS headers for ${name}`, async () => {
    const { app } = createDemoApp({ config: { corsOrigins: origins } })
    const { headers } = await app.request('/items', origin ? { headers: { Origin: origin } } : {})
    assert.equal(headers.get('Access-Control-Allow-Origin'), allow)
    assert.equal(headers.get('Access-Control-Allow-Credentials'), credentials)
    assert.equal(/\bOrigin\b/.test(headers.get('Vary') ?? ''), vary)
    assert.match(headers.get('Vary') ?? '', /Accept-Language/)
    if (allow) assert.match(headers.get('Access-Control-Expose-Headers') ?? '', /ETag.*Location.*Retry-After/)
  })
}

const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    Origin: origin,
    'Access-Control-Request-Method': 'PUT',
    'Access-Control-Request-Headers': 'content-type,if-match',
  },
})

test('a preflight from an allowed origin is answered in full', async () => {
  const { app } = createDemoApp({ config: { corsOrigins: [listed] } })
  const { status, headers } = await app.request('/items', preflight(listed))
  assert.equal(status, 204)
  assert.equal(headers.get('Access-Control-Allow-Origin'), listed)
  assert.match(headers.get('Access-Control-Allow-Methods') ?? '', /PUT/)
  assert.equal(headers.get('Access-Control-Allow-Headers'), 'content-type,if-match')
  assert.equal(headers.get('Access-Control-Max-Age'), '600')
  assert.match(headers.get('Vary') ?? '', /Origin/)
})

test('a preflight from another origin is refused', async () => {
  const { app } = createDemoApp({ config: { corsOrigins: [listed] } })
  const { headers } = await app.request('/items', preflight('https://evil.example'))
  assert.deepEqual(
    [...headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  )
})

test('a plain OPTIONS gets the allowed methods, also with CORS', async () => {
  const { app } = createDemoApp({ config: { corsOrigins: [listed] } })
  const { status, headers } = await app.request('/items', { method: 'OPTIONS', headers: { Origin: listed } })
  assert.equal(status, 204)
  assert.equal(headers.get('Allow'), 'GET, HEAD, OPTIONS, POST')
})
