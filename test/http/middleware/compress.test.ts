import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createDemoApp } from '../../support/http/demo-app.ts'

const gzip = { headers: { 'Accept-Encoding': 'gzip' } }

test('a long answer is compressed and its ETag still matches', async () => {
  const { app } = createDemoApp()
  const response = await app.request('/odd/large', gzip)
  assert.equal(response.headers.get('Content-Encoding'), 'gzip')
  assert.match(response.headers.get('Vary') ?? '', /Accept-Encoding/)
  const etag = response.headers.get('ETag') ?? ''
  assert.match(etag, /^W\//)
  const { data } = JSON.parse(gunzipSync(await response.arrayBuffer()).toString())
  assert.equal(data.text.length, 5000)
  const again = await app.request('/odd/large', { headers: { ...gzip.headers, 'If-None-Match': etag } })
  assert.equal(again.status, 304)
})

const untouched = [
  { name: 'a short answer', path: '/items/1', init: gzip },
  { name: 'an event stream', path: '/odd/events', init: gzip },
  { name: 'what is asked for as it is', path: '/odd/large', init: {} },
  { name: 'HEAD', path: '/odd/large', init: { ...gzip, method: 'HEAD' } },
]

for (const { name, path, init } of untouched) {
  test(`${name} is not compressed`, async () => {
    const response = await createDemoApp().app.request(path, init)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('Content-Encoding'), null)
  })
}

test('a long answer to POST is compressed', async () => {
  const response = await createDemoApp().app.request('/odd/large', { ...gzip, method: 'POST' })
  assert.equal(response.headers.get('Content-Encoding'), 'gzip')
})
