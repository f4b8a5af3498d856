import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { z } from 'zod'
import { ApiClient } from '../../../src/cli/api/client.ts'
import { networkErrorCode, sendTo } from '../../../src/cli/api/send.ts'
import { refusedUrl } from '../../support/net/refused.ts'

const json = (value: unknown, status = 200): Response => Response.json(value, { status })

/** A client of a network that gives these answers one after the other, and what was asked of it. */
const clientOf = (...answers: readonly Response[]) => {
  const asked: string[] = []
  const left = [...answers]
  const api = new ApiClient(async (path, { method }) => {
    asked.push(`${method} ${path}`)
    return left.shift() ?? Response.error()
  })
  return { api, asked }
}

test('a list is read page by page to its end', async () => {
  const { api, asked } = clientOf(
    json({ data: [1, 2], next_cursor: 'a&b' }),
    json({ data: [], next_cursor: 'c' }),
    json({ data: [3], next_cursor: null }),
  )
  assert.deepEqual(await Array.fromAsync(api.list(z.int(), '/api/things')), [1, 2, 3])
  assert.deepEqual(asked, [
    'GET /api/things?limit=200',
    'GET /api/things?limit=200&cursor=a%26b',
    'GET /api/things?limit=200&cursor=c',
  ])
})

const limited = (seconds?: string): Response =>
  Response.json(
    { error_code: 'RATE_LIMITED', message: 'Too many requests.' },
    { status: 429, ...(seconds !== undefined && { headers: { 'Retry-After': seconds } }) },
  )

test('a request that a rate limit refuses is sent again, unless that takes long or its body is gone', async () => {
  const { api, asked } = clientOf(limited('0'), limited('0'), json({ data: 1 }))
  assert.equal(await api.call(z.int(), 'POST', '/', { body: {} }), 1)
  assert.deepEqual(asked, ['POST /', 'POST /', 'POST /'])
  for (const [answer, when] of [
    [limited('61'), 'try again in 61 s'],
    [limited(), 'try again later'],
  ] as const) {
    const { api, asked } = clientOf(answer)
    await assert.rejects(api.call(z.int(), 'GET', '/'), { message: `Too many requests. (${when})` })
    assert.equal(asked.length, 1)
  }
  const content = new Blob(['a']).stream()
  await assert.rejects(clientOf(limited('0')).api.call(z.int(), 'PUT', '/', { content }), { status: 429 })
})

test('a refusal is reported with its reason and the path of each problem', async () => {
  const refusal = {
    error_code: 'VALIDATION_FAILED',
    message: 'Not valid.',
    details: [
      { path: 'name', code: 'too_long', message: 'Too long.' },
      { path: 'nodes.0', code: 'odd', message: 'Odd.' },
    ],
  }
  const { api } = clientOf(json(refusal, 422))
  await assert.rejects(api.call(z.unknown(), 'POST', '/api/things', { body: {} }), {
    name: 'RefusedError',
    status: 422,
    message: 'these values are not valid:\n  name: Too long.\n  nodes.0: Odd.',
    refusal,
  })
})

test('an answer of another program is reported with its status', async () => {
  for (const answer of [
    new Response('<html>', { status: 502 }),
    new Response('<html>'),
    json({ data: 'text' }),
  ]) {
    const { status } = answer
    const { api } = clientOf(answer)
    await assert.rejects(api.call(z.int(), 'GET', '/'), {
      name: 'CommandError',
      message: `the response of the server (${status}) cannot be read; it may be of another version, or not be scriptd`,
    })
  }
})

test('events come as they were sent, wherever the network cuts them', async () => {
  // JSON does not escape line separators, which end no line of the stream.
  const data = { text: 'a\u2028b', more: '한국어'.repeat(100) }
  const bytes = new TextEncoder().encode(
    `event: node_finished\ndata: ${JSON.stringify(data)}\nid: 1\n\n: still here\n\nevent: execution_finished\ndata: {}\nid: 2\n\n`,
  )
  const body = ReadableStream.from(
    Array.from({ length: bytes.length }, (_, index) => bytes.slice(index, index + 1)),
  )
  const { api } = clientOf(new Response(body))
  assert.deepEqual(await Array.fromAsync(api.events('/events')), [
    { type: 'node_finished', data, id: '1' },
    { type: 'execution_finished', data: {}, id: '2' },
  ])
})

test('a broken stream is reported', async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) })
  const { api } = clientOf(new Response(body))
  await assert.rejects(Array.fromAsync(api.events('/events')), {
    name: 'CommandError',
    message: 'the server stopped answering: terminated',
  })
})

test('requests carry the API key when there is one', async (t) => {
  const server = createServer(({ headers }, response) => response.end(headers.authorization ?? 'nobody'))
  server.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const url = `http://127.0.0.1:${address.port}`
  const init = { method: 'GET', headers: { Accept: 'text/plain' } }
  assert.equal(await (await sendTo(url, 'secret')('/', init)).text(), 'Bearer secret')
  assert.equal(await (await sendTo(url)('/', init)).text(), 'nobody')
})

test('a server that is not there is named with what the network says', async (t) => {
  const url = await refusedUrl(t)
  await assert.rejects(sendTo(url)('/', {}), {
    name: 'CommandError',
    message: `the server at ${url} does not answer: ECONNREFUSED`,
  })
  assert.equal(networkErrorCode(new Error('fetch failed', { cause: new Error('bad port') })), 'bad port')
  assert.equal(networkErrorCode('text'), 'text')
})
