import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp } from '../../support/http/demo-app.ts'

test('a request is logged as one line with its route, status and duration', async () => {
  const { app, lines } = createDemoApp({ times: [0, 4, 5.5] })
  await app.request('/items/1?q=x', { headers: { 'X-Request-Id': 'r-1', 'User-Agent': 'curl' } })
  const { time, ...line } = lines[0] ?? {}
  assert.ok(time)
  assert.equal(lines.length, 1)
  assert.deepEqual(line, {
    level: 'info',
    request_id: 'r-1',
    method: 'GET',
    route: '/items/:id',
    path: '/items/1',
    status: 200,
    duration_ms: 5.5,
    client_ip: null,
    user_agent: 'curl',
    msg: 'request',
  })
})

test('an unknown address has no route in the log', async () => {
  const { app, lines } = createDemoApp()
  await app.request('/nowhere')
  assert.deepEqual([lines[0]?.route, lines[0]?.status], [null, 404])
})

test('webhooks and links have a route in the log, without their tokens', async () => {
  const { app, lines } = createDemoApp()
  for (const path of ['/hooks/wh_secret', '/hooks/wh_secret/a/b', '/resume/wh_secret', '/hooks'])
    await app.request(path)
  assert.deepEqual(
    lines.map(({ route }) => route),
    ['/hooks/:token', '/hooks/:token', '/resume/:token', null],
  )
  assert.ok(!JSON.stringify(lines).includes('wh_secret'))
})

const slowness = [
  { took: 1000, warned: false },
  { took: 1001, warned: true },
]

for (const { took, warned } of slowness) {
  test(`a request of ${took} ms is ${warned ? '' : 'not '}slow`, async () => {
    const { app, lines } = createDemoApp({ times: [0, took, took] })
    await app.request('/items/1')
    const warnings = lines.filter(({ level }) => level === 'warn')
    assert.deepEqual(
      warnings.map(({ msg, route, duration_ms }) => ({ msg, route, duration_ms })),
      warned ? [{ msg: 'slow request', route: '/items/:id', duration_ms: took }] : [],
    )
  })
}
