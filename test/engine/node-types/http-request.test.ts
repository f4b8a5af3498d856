import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeError } from '../../../src/engine/errors.ts'
import { httpRequestType } from '../../../src/engine/node-types/http-request.ts'
import type { HttpAnswer, HttpRequest } from '../../../src/engine/ports.ts'
import { runTask } from '../../support/engine/run/run-task.ts'

const url = 'https://example.com/a?b=1'

/** An outside network that always answers the same and remembers what it was asked. */
const fakeHttp = ({
  status = 200,
  type = '',
  body = '',
}: {
  status?: number
  type?: string
  body?: string | Uint8Array
}) => {
  const sent: HttpRequest[] = []
  const headers: Record<string, string> = type ? { 'content-type': type } : {}
  const answer: HttpAnswer = { status, headers, body: Buffer.from(body) }
  const send = async (request: HttpRequest) => {
    sent.push(request)
    return answer
  }
  return { sent, services: { http: { send } } }
}

const requests: readonly (readonly [parameters: object, sent: object])[] = [
  [{}, { method: 'GET', url, headers: {} }],
  [
    { method: 'HEAD', timeout_ms: 5 },
    { method: 'HEAD', url, headers: {}, timeoutMs: 5 },
  ],
  [
    { auth: { type: 'bearer', token: 'abc' } },
    { method: 'GET', url, headers: {}, credentials: { authorization: 'Bearer abc' } },
  ],
  [{ method: 'propfind' }, { method: 'PROPFIND', url, headers: {} }],
  [{ method: "M-SEARCH!#$%&'*+.^_`|~9" }, { method: "M-SEARCH!#$%&'*+.^_`|~9", url, headers: {} }],
  [{ follow_redirects: false }, { method: 'GET', url, headers: {}, followRedirects: false }],
  [{ follow_redirects: true }, { method: 'GET', url, headers: {} }],
  [
    { query: { c: 'x y', d: [1, true], e: null, f: '&' } },
    { method: 'GET', url: `${url}&c=x+y&d=1&d=true&f=%26`, headers: {} },
  ],
  [
    { headers: { a: 1, b: true, c: null, d: '' } },
    { method: 'GET', url, headers: { a: '1', b: 'true', c: null, d: '' } },
  ],
  [
    { method: 'POST', body: 'hi', headers: { 'Content-Type': null } },
    { method: 'POST', url, headers: { 'Content-Type': null }, body: 'hi' },
  ],
  [
    { method: 'POST', body: { a: 1 } },
    { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
  ],
  [
    { method: 'POST', body: 'hi' },
    { method: 'POST', url, headers: { 'content-type': 'text/plain;charset=utf-8' }, body: 'hi' },
  ],
  [
    { method: 'POST', body: 'hi', body_type: 'json' },
    { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '"hi"' },
  ],
  [
    { method: 'POST', body: { a: 'x y', b: [1, 2], c: { d: 1 }, e: null }, body_type: 'form' },
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=x+y&b=1&b=2&c=%7B%22d%22%3A1%7D&e=',
    },
  ],
  [
    { method: 'PUT', body: 0, headers: { 'Content-Type': 'application/vnd.a+json' } },
    { method: 'PUT', url, headers: { 'Content-Type': 'application/vnd.a+json' }, body: '0' },
  ],
  [
    { method: 'POST', body: null },
    { method: 'POST', url, headers: {} },
  ],
]

test('Parameters become one request', async () => {
  for (const [parameters, expected] of requests) {
    const { sent, services } = fakeHttp({})
    await runTask(httpRequestType, { url, ...parameters }, { services })
    assert.deepEqual(sent, [expected])
  }
})

test('The last of several content types counts', async () => {
  const headers = { 'content-type': ['text/html', 'application/json'] }
  const http = { send: async () => ({ status: 200, headers, body: Buffer.from('{"a":1}') }) }
  const output = await runTask(httpRequestType, { url }, { services: { http } })
  assert.deepEqual(output, { status: 200, headers, body: { a: 1 } })
})

test('A bad status fails the node, and some are worth another attempt', async () => {
  const cases: readonly (readonly [status: number, retryable: boolean])[] = [
    [400, false],
    [404, false],
    [408, true],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
  ]
  for (const [status, retryable] of cases) {
    const { services } = fakeHttp({ status, body: 'no' })
    await assert.rejects(runTask(httpRequestType, { url }, { services }), {
      code: 'HTTP_STATUS',
      message: `GET example.com answered ${status}.`,
      details: { status, body: 'no' },
      retryable,
    })
  }
})

test('A bad status is the failure, whatever its body should have been', async () => {
  for (const [type, body] of [
    ['text/html', '<h1>no</h1>'],
    ['application/json', '[1e400]'],
  ] as const) {
    for (const response_type of ['json', 'text', 'bytes', 'auto']) {
      const { services } = fakeHttp({ status: 500, type, body })
      await assert.rejects(runTask(httpRequestType, { url, response_type }, { services }), {
        code: 'HTTP_STATUS',
        details: { status: 500, body },
      })
    }
  }
})

test('A long body is cut inside in the failure', async () => {
  const { services } = fakeHttp({
    status: 500,
    type: 'application/json',
    body: JSON.stringify({ trace: 'x'.repeat(5000), message: 'bad' }),
  })
  await assert.rejects(runTask(httpRequestType, { url }, { services }), (error) => {
    assert.ok(error instanceof NodeError)
    const body = { trace: `${'x'.repeat(200)}…`, message: 'bad' }
    assert.deepEqual(error.details, { status: 500, body, truncated: true })
    return true
  })
})

test('A bad status is an answer when that is asked for', async () => {
  const { services } = fakeHttp({ status: 404, body: 'no' })
  const output = await runTask(httpRequestType, { url, fail_on_status: false }, { services })
  assert.deepEqual(output, { status: 404, headers: {}, body: 'no' })
})

test('A URL that is none fails before anything is sent', async () => {
  const { sent, services } = fakeHttp({})
  await assert.rejects(runTask(httpRequestType, { url: '/a' }, { services }), {
    code: 'HTTP_URL',
    retryable: false,
  })
  assert.deepEqual(sent, [])
})

test('Parameters that no request can be made of are refused', () => {
  const refused: readonly object[] = [
    { url: '' },
    { method: '' },
    { method: 'CONNECT' },
    { method: 'connect' },
    { method: 'A B' },
    { method: 'GET\r\nX: y' },
    { method: '한' },
    { method: 'X'.repeat(65) },
    { headers: { a: 'b\r\nc: d' } },
    { headers: { a: ['b'] } },
    { headers: { a: {} } },
    { query: { a: {} } },
    { timeout_ms: 0 },
    { unknown: 1 },
  ]
  for (const parameters of refused) {
    assert.equal(httpRequestType.parameters.safeParse({ url, ...parameters }).success, false)
  }
})

test('The example can be sent', async () => {
  const { sent, services } = fakeHttp({})
  await runTask(httpRequestType, httpRequestType.example.parameters, { services })
  assert.deepEqual(sent, [{ method: 'GET', url: 'https://example.com/', headers: {} }])
})
