import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createDemoApp, jsonPost } from '../../support/http/demo-app.ts'
import { errorOf } from '../../support/http/read.ts'

const good = '{"name":"one"}'
const types = [
  { type: 'application/json', status: 201 },
  { type: 'application/json; charset=utf-8', status: 201 },
  { type: 'Application/JSON;charset="UTF-8"', status: 201 },
  { type: 'application/merge-patch+json', status: 201 },
  { type: 'application/json;charset=utf8', status: 201 },
  { type: 'application/json; profile="https://example.com/;charset=latin1"', status: 201 },
  { type: 'application/json; odata.metadata=minimal; charset=UTF-8', status: 201 },
  { type: 'application/json;', status: 201 },
  { type: 'application/json; q="open', status: 201 },
  { type: 'application/json; charset=utf-16', status: 415 },
  { type: 'application/json; version=1; charset="euc-kr"', status: 415 },
  { type: 'application/json; charset=""', status: 415 },
  { type: 'application/json, application/json', status: 415 },
  { type: 'text/json', status: 415 },
  { type: 'json', status: 415 },
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

const text = (bytes: string) => Buffer.from(bytes, 'latin1')
const padding = ' '.repeat(9000)
const encodings = [
  { name: 'a byte order mark', body: text(`\xef\xbb\xbf${good}`), status: 201 },
  { name: 'a replacement character', body: text('{"name":"\xef\xbf\xbd"}'), status: 201 },
  { name: 'Korean', body: Buffer.from('{"name":"한국어 😀"}'), status: 201 },
  { name: 'Korean in EUC-KR', body: text('{"name":"\xc7\xd1"}'), status: 400 },
  { name: 'Latin-1', body: text('{"name":"caf\xe9"}'), status: 400 },
  { name: 'a cut emoji', body: text('{"name":"\xf0\x9f\x98"}'), status: 400 },
  { name: 'a surrogate', body: text('{"name":"\xed\xa0\x80"}'), status: 400 },
  { name: 'an overlong slash', body: text('{"name":"\xc0\xaf"}'), status: 400 },
  { name: 'an unfinished character at the end', body: text(`${good}\xe2\x82`), status: 400 },
  { name: 'UTF-16', body: Buffer.from(`\ufeff${good}`, 'utf16le'), status: 400 },
]

for (const { name, body, status } of encodings) {
  for (const { how, sent } of [
    { how: 'in one piece', sent: { body, headers: { 'Content-Length': String(body.length) } } },
    { how: 'in parts', sent: { body: ReadableStream.from([...body].map((byte) => Buffer.of(byte))) } },
  ]) {
    test(`${name} ${how} is answered ${status}`, async () => {
      const headers = { 'Content-Type': 'application/json', ...sent.headers }
      const init: RequestInit = { method: 'POST', body: sent.body, headers, duplex: 'half' }
      const response = await createDemoApp().app.request('/items', init)
      assert.equal(response.status, status)
      if (status === 400) {
        const { error_code, details = [] } = await errorOf(response)
        assert.equal(error_code, 'MALFORMED_JSON')
        assert.deepEqual(
          details.map(({ code }) => code),
          ['invalid_utf8'],
        )
      }
    })
  }
}

test('bytes that are no text are refused by their type, if it is wrong', async () => {
  const body = ReadableStream.from([Buffer.of(0xff, 0xd8, 0xff), Buffer.from(padding)])
  const init: RequestInit = {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'image/jpeg' },
    duplex: 'half',
  }
  assert.equal((await createDemoApp().app.request('/items', init)).status, 415)
})

test('a compressed body is refused, and the answer tells which encodings are accepted', async () => {
  const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
  const response = await createDemoApp().app.request('/items', {
    method: 'POST',
    body: gzipSync(good),
    headers,
  })
  assert.equal(response.status, 415)
  assert.equal(response.headers.get('Accept-Encoding'), 'identity')
  const identity = { ...headers, 'Content-Encoding': 'identity' }
  assert.equal((await createDemoApp().app.request('/items', jsonPost(good, identity))).status, 201)
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
  { name: 'an empty text', headers: { 'Content-Length': '0', 'Content-Type': 'text/plain' }, status: 422 },
  {
    name: 'an empty JSON body',
    headers: { 'Content-Length': '0', 'Content-Type': 'application/json' },
    status: 400,
  },
  { name: 'a body without a type', headers: { 'Content-Length': '14' }, status: 415 },
  { name: 'an empty body in chunks', headers: { 'Transfer-Encoding': 'chunked' }, status: 422 },
]

for (const { name, headers, status } of overSocket) {
  test(`over a socket, ${name} is answered ${status}`, async () => {
    const init = { method: 'POST', headers: new Headers(headers) }
    const incoming = { socket: { remoteAddress: '127.0.0.1' }, headers: Object.fromEntries(init.headers) }
    const response = await createDemoApp().app.request('/items', init, { incoming })
    assert.equal(response.status, status)
  })
}
