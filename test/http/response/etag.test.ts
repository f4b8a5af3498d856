import assert from 'node:assert/strict'
import { test } from 'node:test'
import { etagOf, matches } from '../../../src/http/response/etag.ts'
import { createDemoApp } from '../../support/http/demo-app.ts'

const cases = [
  { header: '"1-7"', matched: true },
  { header: 'W/"1-7"', matched: true },
  { header: '"0", W/"1-7"', matched: true },
  { header: ' * ', matched: true },
  { header: '"1-8"', matched: false },
  { header: '1-7', matched: false },
  { header: '', matched: false },
]

for (const { header, matched } of cases) {
  test(`${header || 'nothing'} ${matched ? 'matches' : 'does not match'} "1-7"`, () => {
    assert.equal(matches(header, etagOf(1, 7)), matched)
    assert.equal(matches(header, 'W/"1-7"'), matched)
  })
}

test('the ETag of the handler is kept', async () => {
  const response = await createDemoApp().app.request('/items/1')
  assert.equal(response.headers.get('ETag'), '"1-7"')
  assert.equal(response.headers.get('Cache-Control'), 'no-cache')
})

test('an answer without an ETag gets one from its body', async () => {
  const { app } = createDemoApp()
  const [first, second] = await Promise.all([app.request('/items'), app.request('/items')])
  assert.match(first.headers.get('ETag') ?? '', /^"[\w-]{27}"$/)
  assert.equal(first.headers.get('ETag'), second.headers.get('ETag'))
  assert.match(await first.text(), /"count":1/)
})

test('the current version is answered 304 without a body and with its headers', async () => {
  const { app } = createDemoApp({ config: { corsOrigins: ['https://app.example'] } })
  const response = await app.request('/items/1', {
    headers: { 'If-None-Match': 'W/"1-7"', Origin: 'https://app.example' },
  })
  assert.equal(response.status, 304)
  assert.equal(await response.text(), '')
  assert.equal(response.headers.get('ETag'), '"1-7"')
  assert.equal(response.headers.get('Cache-Control'), 'no-cache')
  assert.equal(response.headers.get('Access-Control-Allow-Origin'), 'https://app.example')
  assert.ok(response.headers.get('X-Request-Id'))
  assert.match(response.headers.get('Vary') ?? '', /Accept-Language/)
  assert.equal(response.headers.get('Content-Type'), null)
})

test('event streams, errors and POST answers have no ETag', async () => {
  const { app } = createDemoApp()
  const responses = [
    await app.request('/odd/events'),
    await app.request('/items/9'),
    await app.request('/odd/large', { method: 'POST' }),
  ]
  assert.deepEqual(
    responses.map((response) => response.headers.get('ETag')),
    [null, null, null],
  )
})
