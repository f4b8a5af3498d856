import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf } from '../../support/http/read.ts'
import { createSocketApp } from '../../support/http/socket-app.ts'
import { createTestApp } from '../../support/http/test-app.ts'

// Server-Timing is the time that has passed before the answer was made.
const timing = (headers: Headers): number =>
  Number(/dur=([\d.]+)/.exec(headers.get('server-timing') ?? '')?.[1])

for (const path of ['/nowhere', '/hooks/wh_unknown', '/hooks/wh_unknown/a']) {
  test(`${path}, which has no route, is answered only after a whole step of time`, async (t) => {
    const { request } = await createTestApp(t)
    const refused = await request('GET', path)
    assert.equal(refused.status, 404)
    assert.ok(timing(refused.headers) >= 19, refused.headers.get('server-timing') ?? '')
  })
}

test('on a server without keys, a webhook refuses as an unknown address, whatever the body', async (t) => {
  const { request, url } = await createSocketApp(t)
  const nodes = [{ id: 'a', type: 'transform', parameters: { expression: '1' } }]
  await request('POST', '/api/scripts', { body: { name: 'One', nodes } })
  const webhook = { script_id: 1, name: 'Put', methods: ['PUT'] }
  const { path } = (await request('POST', '/api/webhooks', { body: webhook })).json.data
  for (const [type, body] of [
    ['application/json', '{"a":1}'],
    ['application/json', '{"a":'],
    ['text/plain', 'hello'],
    ['application/x-www-form-urlencoded', 'a=1'],
    ['', ''],
  ] as const) {
    const refusal = async (address: string) => {
      const headers = { ...(type && { 'Content-Type': type }) }
      const response = await fetch(url + address, { method: 'POST', headers, body })
      return [response.status, (await errorOf(response)).error_code]
    }
    for (const address of ['/nowhere', '/hooks/wh_unknown', String(path)])
      assert.deepEqual(await refusal(address), [404, 'ROUTE_NOT_FOUND'], `${address} ${type} ${body}`)
  }
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
