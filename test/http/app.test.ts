import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen } from '../../src/http/server/server.ts'
import { createDemoApp, jsonPost } from '../support/http/demo-app.ts'

test('the application answers over a socket', async (t) => {
  const { app, lines } = createDemoApp()
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  t.after(() => close(0))
  const responses = [
    await fetch(`${url}/items/1`),
    await fetch(`${url}/items`, jsonPost('{"name":"one"}')),
    await fetch(`${url}/items`, { method: 'POST' }),
    await fetch(`${url}/items`, { method: 'POST', body: 'text' }),
    await fetch(`${url}/items`, { method: 'OPTIONS' }),
    await fetch(`${url}/items/1`, { method: 'HEAD' }),
    await fetch(`${url}/odd/large`),
  ]
  assert.deepEqual(
    responses.map(({ status }) => status),
    [200, 201, 422, 415, 204, 200, 200],
  )
  assert.equal(responses.at(-1)?.headers.get('Content-Encoding'), 'gzip')
  assert.match((await responses.at(-1)?.text()) ?? '', /x{5000}/)
  assert.equal(lines.length, responses.length)
  for (const line of lines) assert.equal(line.client_ip, '127.0.0.1')
})
