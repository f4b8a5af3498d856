import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { portOf } from '../../support/net/port.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8')
const authority = fixture('authority.pem')

/** A server whose certificate is for `service.test` and `127.0.0.1`, by an authority that nobody knows. */
const setUp = async (t: TestContext) => {
  const server = createServer(
    { key: fixture('server.key'), cert: fixture('server.pem') },
    (request, response) => {
      const location = new URLSearchParams(request.url?.split('?')[1]).get('to')
      if (location) response.writeHead(302, { location })
      response.end('trusted')
    },
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const port = portOf(server)
  const get = async (host: string, authorities: readonly string[] = [], path = '/') => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const guard = guardAddresses({ allow: [`127.0.0.1:${port}`], resolve })
    const client = createHttpClient({ guard, authorities })
    t.after(() => client.close())
    const url = `https://${host}:${port}${path}`
    const { body } = await client.send({ method: 'GET', headers: {}, url }, new AbortController().signal)
    return Buffer.from(body).toString()
  }
  return { get }
}

test('the certificate of an unknown authority is refused, with the setting that adds one', async (t) => {
  const { get } = await setUp(t)
  await assert.rejects(get('service.test'), {
    code: 'HTTP_CONNECT',
    message: /EXTRA_CA_CERTS/,
    retryable: false,
  })
})

test('with its authority, the certificate is trusted for its own names', async (t) => {
  const { get } = await setUp(t)
  assert.equal(await get('service.test', [authority]), 'trusted')
  assert.equal(await get('127.0.0.1', [authority]), 'trusted')
  await assert.rejects(get('other.test', [authority]), { code: 'HTTP_CONNECT', message: /ALTNAME/ })
})

test('an address is checked whoever vouches for it', async (t) => {
  const { get } = await setUp(t)
  for (const to of ['https://127.0.0.1:1/', 'https://10.0.0.1/', 'http://127.0.0.1/']) {
    await assert.rejects(get('service.test', [authority], `/?to=${encodeURIComponent(to)}`), {
      code: 'HTTP_ADDRESS_REFUSED',
    })
  }
})
