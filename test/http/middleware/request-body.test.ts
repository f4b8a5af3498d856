import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDemoApp, jsonPost } from '../../support/http/demo-app.ts'
import { errorOf } from '../../support/http/read.ts'

const good = '{"name":"one"}'
const types = [
  { type: 'application/json', status: 201 },
  { type: 'application/json; charset=utf-8', status: 201 },
  { type: 'Application/JSON;charset="UTF-8"', status: 201 },
  { type: 'application/merge-patch+json', status: 201 },
  { type: 'application/json; charset=latin1', status: 415 },
  { type: 'text/plain', status: 415 },
  { type: 'application/x-www-form-urlencoded', status: 415 },
  { type: 'application/jsonp', status: 415 },
]

for (const { type, status } of types) {
  test(`a body of type ${type} is answered ${status}`, async () => {
    const response = await createDemoApp().app.request('/items', jsonPost(good, { 'Content-Type': type }))
    assert.equal(response.status, status)
    if (status === 415) assert.equal((await errorOf(response)).error_code, 'UNSUPPORTED_MEDIA_TYPE')
  })
}

test('a body without a content type is refused', async () => {
  const bytes = new TextEncoder().encode(good)
  const response = await createDemoApp().app.request('/items', { method: 'POST', body: bytes })
  assert.equal(response.status, 415)
})

test('an unknown address is 404 whatever the body', async () => {
  const response = await createDemoApp().app.request('/nowhere', { method: 'POST', body: 'x' })
  assert.equal(response.status, 404)
})

const large = 'x'.repeat(10_001)
const sizes = [
  {
    name: 'a declared length over the limit',
    init: jsonPost(good, { 'Content-Length': '10001' }),
    status: 413,
  },
  { name: 'a body that grows over the limit', init: jsonPost(large), status: 413 },
  { name: 'a body at the limit', init: jsonPost(good.padEnd(10_000)), status: 201 },
]

for (const { name, init, status } of sizes) {
  test(`${name} is answered ${status}`, async () => {
    const response = await createDemoApp().app.request('/items', init)
    assert.equal(response.status, status)
    if (status === 413) assert.equal((await errorOf(response)).error_code, 'PAYLOAD_TOO_LARGE')
  })
}

const overSocket = [
  { name: 'no body', headers: {}, status: 422 },
  { name: 'an empty body', headers: { 'Content-Length': '0' }, status: 422 },
  { name: 'a body without a type', headers: { 'Content-Length': '14' }, status: 415 },
  { name: 'a body in chunks without a type', headers: { 'Transfer-Encoding': 'chunked' }, status: 415 },
]

for (const { name, headers, status } of overSocket) {
  test(`over a socket, ${name} is answered ${status}`, async () => {
    const init = { method: 'POST', headers: new Headers(headers) }
    const incoming = { socket: { remoteAddress: '127.0.0.1' }, headers: Object.fromEntries(init.headers) }
    const response = await createDemoApp().app.request('/items', init, { incoming })
    assert.equal(response.status, status)
  })
}
