import assert from 'node:assert/strict'
import { test } from 'node:test'
import { success } from '../../../src/http/response/envelope.ts'
import { createDemoApp } from '../../support/http/demo-app.ts'

const proxies = ['10.0.0.0/8']
const cases = [
  { peer: '203.0.113.9', forwarded: undefined, ip: '203.0.113.9' },
  { peer: '203.0.113.9', forwarded: '198.51.100.1', ip: '203.0.113.9' },
  { peer: '10.0.0.1', forwarded: '198.51.100.1', ip: '198.51.100.1' },
  { peer: '10.0.0.1', forwarded: '1.2.3.4, 198.51.100.1, 10.0.0.2', ip: '198.51.100.1' },
  { peer: '10.0.0.1', forwarded: 'unknown', ip: '10.0.0.1' },
  { peer: '::ffff:10.0.0.1', forwarded: '2001:db8::1', ip: '2001:db8::1' },
  { peer: '::ffff:203.0.113.9', forwarded: undefined, ip: '203.0.113.9' },
]

for (const { peer, forwarded, ip } of cases) {
  test(`the client of ${peer} forwarded for ${forwarded ?? 'nobody'} is ${ip}`, async () => {
    const { app } = createDemoApp({ config: { trustedProxies: proxies } })
    const headers = forwarded ? { 'x-forwarded-for': forwarded } : {}
    const incoming = { socket: { remoteAddress: peer }, headers }
    const response = await app.request('/odd/ip', { headers }, { incoming })
    assert.deepEqual(await response.json(), success(ip))
  })
}

test('without a socket there is no address', async () => {
  const { app, lines } = createDemoApp({ config: { trustedProxies: proxies } })
  const response = await app.request('/odd/ip', { headers: { 'X-Forwarded-For': '1.2.3.4' } })
  assert.deepEqual(await response.json(), success(null))
  assert.equal(lines[0]?.client_ip, null)
})
