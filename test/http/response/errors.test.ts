import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OpenAPIHono } from '@hono/zod-openapi'
import { texts } from '../../../src/app/texts.ts'
import type { AppEnv } from '../../../src/http/env.ts'
import { createErrorHandler } from '../../../src/http/response/errors.ts'
import { createDemoApp, jsonPost } from '../../support/http/demo-app.ts'
import { errorOf } from '../../support/http/read.ts'
import { captureLog } from '../../support/log-capture.ts'

const korean = { headers: { 'Accept-Language': 'ko-KR,ko;q=0.9,en;q=0.8' } }

test('an expected error has its status and names its subject', async () => {
  const { app, lines } = createDemoApp()
  const response = await app.request('/items/9', { headers: { 'X-Request-Id': 'r-1' } })
  assert.equal(response.status, 404)
  assert.deepEqual(await response.json(), {
    success: false,
    message: 'Script 9 was not found.',
    error: 'Script 9 was not found.',
    error_code: 'SCRIPT_NOT_FOUND',
    request_id: 'r-1',
  })
  assert.deepEqual(
    lines.map(({ level, error_code }) => ({ level, error_code })),
    [{ level: 'info', error_code: 'SCRIPT_NOT_FOUND' }],
  )
})

test('errors are in Korean for clients that accept it', async () => {
  const { app } = createDemoApp()
  const response = await app.request('/items/9', korean)
  const { message, error_code } = await errorOf(response)
  assert.equal(message, '스크립트를 찾을 수 없습니다: 9')
  assert.equal(error_code, 'SCRIPT_NOT_FOUND')
  assert.equal(response.headers.get('Content-Language'), 'ko')
})

for (const path of ['/odd/bug', '/odd/thrown']) {
  test(`a bug is logged with its stack and not revealed: ${path}`, async () => {
    const { app, lines } = createDemoApp()
    const response = await app.request(path)
    assert.equal(response.status, 500)
    const text = await response.text()
    assert.match(text, /"error_code":"INTERNAL"/)
    assert.doesNotMatch(text, /secret|cause|a string|\.ts/)
    assert.deepEqual(
      lines.map(({ level, msg }) => [level, msg]),
      [
        ['error', 'error'],
        ['error', 'request failed'],
      ],
    )
    assert.match(JSON.stringify(lines[0]), /demo-app\.ts|request-hook\.ts/)
    assert.match(JSON.stringify(lines[0]), /the cause|a string/)
    assert.equal(lines[0]?.request_id, response.headers.get('X-Request-Id'))
    assert.doesNotMatch(JSON.stringify(lines[1]), /stack/)
  })
}

test('an unavailable database is 503 with Retry-After', async () => {
  const { app, lines } = createDemoApp()
  const response = await app.request('/odd/database')
  assert.equal(response.status, 503)
  assert.equal(response.headers.get('Retry-After'), '1')
  const text = await response.text()
  assert.match(text, /"error_code":"DATABASE_UNAVAILABLE"/)
  assert.doesNotMatch(text, /no such host/)
  assert.match(JSON.stringify(lines[0]), /no such host/)
  assert.equal(lines[0]?.level, 'debug')
})

test('malformed JSON is 400', async () => {
  const { app } = createDemoApp()
  for (const text of ['{', '']) {
    const response = await app.request('/items', jsonPost(text))
    assert.equal(response.status, 400)
    assert.equal((await errorOf(response)).error_code, 'MALFORMED_JSON')
  }
})

const malformed = [
  ['{\n  "name": "a",\n}', 'unexpected_character', 'Line 3, column 1: unexpected "}".'],
  ["{'name': 1}", 'unexpected_character', `Line 1, column 2: unexpected "'".`],
  ['{"name": "a"', 'unexpected_end', 'Line 1, column 13: unexpected end of JSON.'],
] as const

for (const [text, code, message] of malformed) {
  test(`JSON that begins with ${text.slice(0, 20)} is answered with the place of the mistake`, async () => {
    const { app } = createDemoApp()
    const { details } = await errorOf(await app.request('/items', jsonPost(text)))
    assert.deepEqual(details, [{ path: '', code, message }])
  })
}

test('an address that leads nowhere is shown', async () => {
  const { app } = createDemoApp()
  const { message } = await errorOf(await app.request('/api/script'))
  assert.match(message, /^No resource exists at \/api\/script\. /)
  const { message: ofHook } = await errorOf(await app.request('/hooks/secret-token/x'))
  assert.match(ofHook, /at \/hooks\/\*\*\*\/x\. /)
  const { message: ofLong } = await errorOf(await app.request(`/${'x'.repeat(5000)}`))
  assert.ok(ofLong.length < 400)
})

test('an error before any middleware is answered as well', async () => {
  const { logger, lines } = captureLog()
  const app = new OpenAPIHono<AppEnv>()
  app.onError(createErrorHandler({ logger, texts, databaseFailure: () => undefined }))
  app.get('/', () => {
    throw new Error('early')
  })
  const response = await app.request('/')
  assert.equal(response.status, 500)
  const { request_id } = await errorOf(response)
  assert.equal(request_id, response.headers.get('X-Request-Id'))
  assert.equal(lines.length, 1)
})

test('errors carry request id, timing and CORS headers', async () => {
  const { app } = createDemoApp({ config: { corsOrigins: ['https://app.example'] } })
  const headers = { Origin: 'https://app.example' }
  const requests: [string, RequestInit][] = [
    ['/nowhere', { headers }],
    ['/items', { method: 'DELETE', headers }],
    ['/items', jsonPost('x'.repeat(20_000), headers)],
    ['/items', jsonPost('x', { ...headers, 'Content-Type': 'text/plain' })],
    ['/odd/bug', { headers }],
  ]
  const statuses: number[] = []
  for (const [path, init] of requests) {
    const response = await app.request(path, init)
    statuses.push(response.status)
    assert.ok(response.headers.get('X-Request-Id'))
    assert.match(response.headers.get('Server-Timing') ?? '', /^total;dur=\d/)
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), 'https://app.example')
    assert.equal(response.headers.get('X-Content-Type-Options'), 'nosniff')
  }
  assert.deepEqual(statuses, [404, 405, 413, 415, 500])
})
