import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../support/http/test-app.ts'

// Server-Timing is the time that has passed before the answer was made.
const timing = (headers: Headers): number =>
  Number(/dur=([\d.]+)/.exec(headers.get('server-timing') ?? '')?.[1])

test('what has no route is answered only after a whole step of time', async (t) => {
  const { request } = await createTestApp(t)
  const refused = await request('GET', '/nowhere')
  assert.equal(refused.status, 404)
  assert.ok(timing(refused.headers) >= 19, refused.headers.get('server-timing') ?? '')
})

test('a preflight, which has no route either, does not wait', async (t) => {
  const origin = 'https://app.example.com'
  const { request } = await createTestApp(t, { env: { CORS_ORIGINS: origin } })
  const order: string[] = []
  const headers = { Origin: origin, 'Access-Control-Request-Method': 'GET' }
  await Promise.all([
    request('GET', '/nowhere').then(() => order.push('refused')),
    request('OPTIONS', '/api/scripts', { headers }).then(({ status }) => order.push(String(status))),
  ])
  assert.deepEqual(order, ['204', 'refused'])
})
