import assert from 'node:assert/strict'
import { truncate } from 'node:fs/promises'
import type { IncomingMessage, RequestListener } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { httpRequestType } from '../../../../../src/engine/node-types/http-request.ts'
import type { HttpClient } from '../../../../../src/engine/ports.ts'
import { accepts } from '../../../../support/engine/run/run-node.ts'
import { httpWorld } from '../../../../support/net/http-world.ts'

const large = Buffer.alloc(1_000_000, 'some bytes \u0000')

interface Received {
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const setUp = async (t: TestContext, answer: RequestListener = (_, response) => response.end('got it')) => {
  const received: Received[] = []
  const world = await httpWorld(t, async (request, response) => {
    const body =
      request.url === '/early' ? Buffer.alloc(0) : await buffer(request).catch(() => Buffer.alloc(0))
    received.push({ path: request.url, headers: request.headers, body })
    answer(request, response)
  })
  await world.put('large.pdf', large)
  await world.put('small.csv', 'a,b\n')
  const send = (parameters: object) => world.ask({ method: 'POST', ...parameters })
  return { ...world, received, send }
}

const formOf = async ({ headers, body }: Received) => {
  const type = String(headers['content-type'])
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
}

test('a file is sent as it is, with its length and its type', async (t) => {
  const { send, received } = await setUp(t)
  await send({ body_type: 'file', body: 'large.pdf' })
  await send({ body_type: 'file', body: 'small.csv', headers: { 'Content-Type': 'text/x' }, method: 'PUT' })
  assert.deepEqual(
    received.map(({ headers }) => [
      headers['content-type'],
      headers['content-length'],
      headers['transfer-encoding'],
    ]),
    [
      ['application/pdf', String(large.byteLength), undefined],
      ['text/x', '4', undefined],
    ],
  )
  assert.ok(received[0]?.body.equals(large))
})

test('a form contains fields and files', async (t) => {
  const { send, received } = await setUp(t)
  const file = { file: 'large.pdf', filename: '보고서.pdf' }
  const body = { title: '한', files: [file, { file: 'small.csv' }] }
  await send({ body_type: 'multipart', body, headers: { 'Content-Type': 'multipart/form-data' } })
  const [first] = received
  assert.ok(first)
  assert.equal(first.headers['content-length'], String(first.body.byteLength))
  const form = await formOf(first)
  assert.equal(form.get('title'), '한')
  const [pdf, csv] = form.getAll('files')
  assert.ok(pdf instanceof File && csv instanceof File)
  assert.deepEqual(
    [pdf.name, pdf.type, csv.name, csv.type],
    ['보고서.pdf', 'application/pdf', 'small.csv', 'text/csv'],
  )
  assert.ok(large.equals(await pdf.bytes()))
  assert.equal(await csv.text(), 'a,b\n')
})

test('a redirect that keeps the method sends the file once more', async (t) => {
  const { send, received, base } = await setUp(t, (request, response) => {
    if (request.url !== '/end') response.writeHead(Number(request.url?.slice(1)), { location: '/end' })
    response.end()
  })
  await send({ url: `${base}/307`, body_type: 'file', body: 'large.pdf' })
  await send({ url: `${base}/303`, body_type: 'file', body: 'large.pdf' })
  assert.deepEqual(
    received.map(({ path, body, headers }) => [path, body.byteLength, headers['content-type']]),
    [
      ['/307', large.byteLength, 'application/pdf'],
      ['/end', large.byteLength, 'application/pdf'],
      ['/303', large.byteLength, 'application/pdf'],
      ['/end', 0, undefined],
    ],
  )
})

test('a server may answer before it has read everything', async (t) => {
  const { send, base } = await setUp(t, (_, response) => response.writeHead(413).end('too much'))
  await assert.rejects(send({ url: `${base}/early`, body_type: 'file', body: 'large.pdf' }), {
    code: 'HTTP_STATUS',
    details: { status: 413, body: 'too much' },
  })
})

test('files that cannot be sent fail before anything is', async (t) => {
  const { send, received } = await setUp(t)
  const many = Array.from({ length: 21 }, () => ({ file: 'small.csv' }))
  const refused: readonly (readonly [parameters: object, code: string])[] = [
    [{ body_type: 'file', body: 'missing' }, 'FILE_NOT_FOUND'],
    [{ body_type: 'file', body: '../a' }, 'FILE_OUTSIDE_FOLDER'],
    [{ body_type: 'multipart', body: { a: 'b', f: { file: 'missing' } } }, 'FILE_NOT_FOUND'],
    [
      { body_type: 'multipart', body: { f: [{ file: 'small.csv' }, { file: '/etc/passwd' }] } },
      'FILE_OUTSIDE_FOLDER',
    ],
    [{ body_type: 'multipart', body: { many } }, 'HTTP_REQUEST'],
  ]
  for (const [parameters, code] of refused) await assert.rejects(send(parameters), { code })
  assert.deepEqual(received, [])
})

test('a file that becomes shorter while it is sent fails', async (t) => {
  const { root, services, ask } = await setUp(t)
  const http: HttpClient = {
    async send(request, signal) {
      await truncate(join(root, 'large.pdf'), 10)
      return services.http.send(request, signal)
    },
  }
  const body = { method: 'POST', body_type: 'file', body: 'large.pdf' }
  await assert.rejects(ask(body, { services: { ...services, http } }), {
    code: 'FILE_ERROR',
    retryable: true,
  })
})

test('a body must fit its type', () => {
  const url = 'https://example.com/'
  for (const body of [undefined, null, {}, 1]) {
    assert.ok(!accepts(httpRequestType, { url, body_type: 'file', body }))
  }
  for (const body of [undefined, null, 'a', [], 1]) {
    assert.ok(!accepts(httpRequestType, { url, body_type: 'multipart', body }))
  }
})
