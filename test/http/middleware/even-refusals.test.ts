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
