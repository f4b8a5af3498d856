import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startServer } from '../../support/http/server.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const actionOf = (url: string) => ({
  action_type: 'http_request',
  parameters: { url },
  retry: { max_attempts: 3, backoff_ms: 0 },
})

const startSite = async (t: TestContext) => {
  let asked = 0
  const { port } = await startWebServer(t, (_, response) => {
    asked++
    response.end('here')
  })
  return { host: `127.0.0.1:${port}`, asked: () => asked }
}

test('a request to this machine is refused, and not tried again', async (t) => {
  const site = await startSite(t)
  const { request } = await createTestApp(t)
  const { status, json } = await request('POST', '/api/actions', { body: actionOf(`http://${site.host}/`) })
  assert.equal(status, 200)
  assert.deepEqual(
    { status: json.data.status, error: json.data.error, attempts: json.data.attempts },
    {
      status: 'failed',
      error: {
        code: 'HTTP_ADDRESS_REFUSED',
        message: `${site.host} is not a public address. HTTP_NODE_ALLOW lists other addresses that may be reached.`,
      },
      attempts: 1,
    },
  )
  assert.equal(site.asked(), 0)
})

test('the request is sent when the configuration allows it', async (t) => {
  const site = await startSite(t)
  const { request } = await createTestApp(t, { env: { HTTP_NODE_ALLOW: `db.internal, ${site.host}` } })
  const { json } = await request('POST', '/api/actions', { body: actionOf(`http://${site.host}/`) })
  assert.deepEqual([json.data.status, json.data.output.body], ['completed', 'here'])
})

test('a proxy that the environment names is not asked', async (t) => {
  const site = await startSite(t)
  const proxy = await startSite(t)
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']
  const proxies = names.flatMap((name) =>
    [name, name.toLowerCase()].map((each) => [each, `http://${proxy.host}`]),
  )
  const { url } = await startServer(t, {
    ...Object.fromEntries(proxies),
    NODE_USE_ENV_PROXY: '1',
    HTTP_NODE_ALLOW: site.host,
  })
  for (const host of [site.host, proxy.host]) {
    await fetch(`${url}/api/actions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(actionOf(`http://${host}/`)),
    })
  }
  assert.deepEqual([site.asked(), proxy.asked()], [1, 0])
})
