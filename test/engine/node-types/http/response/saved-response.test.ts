import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Redactor } from '../../../../../src/engine/secrets/redactor.ts'
import { httpWorld } from '../../../../support/net/http-world.ts'

const large = Buffer.alloc(300_000, 'some bytes \u0000')

const listener: RequestListener = (request, response) => {
  switch (request.url) {
    case '/large':
      return response.end(large)
    case '/gzip':
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large))
    case '/empty':
      return response.end()
    case '/secret':
      return response.end('it is open sesame')
    case '/cut':
      return response.writeHead(200, { 'content-length': 10 }).write('some', () => request.socket.destroy())
    case '/stuck':
      return response.write('some')
    default:
      return response
        .writeHead(Number(request.url?.slice(1)), { 'content-type': 'application/json' })
        .end('{"message":"no"}')
  }
}

const setUp = async (t: TestContext, options: Parameters<typeof httpWorld>[2] = {}) => {
  const world = await httpWorld(t, listener, { client: { maxResponseBytes: 1000 }, ...options })
  await world.put('saved', 'before')
  const save = async (path: string, parameters: object = {}, run: Parameters<typeof world.ask>[1] = {}) => {
    const url = world.base + path
    return Object(await world.ask({ url, response_type: 'file', response_path: 'saved', ...parameters }, run))
  }
  /** The file is as it was, and no part of another one is left. */
  const assertUntouched = async () => {
    assert.deepEqual(await readdir(world.root), ['saved'])
    assert.equal(await world.text('saved'), 'before')
  }
  return { ...world, save, assertUntouched }
}

test('a body becomes a file, decoded, and larger than what memory takes', async (t) => {
  const { save, get } = await setUp(t)
  for (const path of ['/large', '/gzip']) {
    const { status, body } = await save(path, { response_path: `a${path}` })
    assert.deepEqual([status, body], [200, { path: `a${path}`, size: large.byteLength }])
    assert.ok(large.equals(await get(`a${path}`)))
  }
  assert.deepEqual((await save('/empty')).body, { path: 'saved', size: 0 })
  assert.equal((await get('saved')).byteLength, 0)
})

test('what fails on the way leaves the file as it was', async (t) => {
  const { save, assertUntouched } = await setUp(t, { fileMaxBytes: 299_999 })
  await assert.rejects(save('/cut'), { code: 'HTTP_CONNECT', retryable: true })
  await assertUntouched()
  await assert.rejects(save('/stuck', { timeout_ms: 50 }), { code: 'HTTP_TIMEOUT' })
  await assertUntouched()
  const stop = AbortSignal.timeout(50)
  await assert.rejects(save('/stuck', {}, { signal: stop }), { name: 'TimeoutError' })
  await assertUntouched()
  for (const path of ['/large', '/gzip']) {
    await assert.rejects(save(path), {
      code: 'HTTP_RESPONSE_FILE',
      message: /FILE_MAX_BYTES/,
      details: { code: 'FILE_TOO_LARGE' },
      retryable: false,
    })
    await assertUntouched()
  }
})

test('a path that leads out of the folder is refused', async (t) => {
  const { save, assertUntouched } = await setUp(t)
  for (const path of ['../a', '/tmp/a', 'a/../../b']) {
    await assert.rejects(save('/large', { response_path: path }), {
      code: 'HTTP_RESPONSE_FILE',
      details: { code: 'FILE_OUTSIDE_FOLDER' },
    })
  }
  await assertUntouched()
})

test('only the body of a success is saved', async (t) => {
  const { save, assertUntouched } = await setUp(t)
  for (const status of [400, 404, 500]) {
    await assert.rejects(save(`/${status}`), {
      code: 'HTTP_STATUS',
      details: { status, body: { message: 'no' } },
    })
    const { body } = await save(`/${status}`, { fail_on_status: false })
    assert.deepEqual(body, { message: 'no' })
  }
  assert.equal((await save('/304')).body, null)
  assert.equal((await save('/large', { method: 'HEAD' })).body, null)
  await assertUntouched()
})

test('a file contains no secret, and what is searched for them keeps to the limit of memory', async (t) => {
  const { save, text, assertUntouched } = await setUp(t)
  const redactor = new Redactor()
  redactor.add('TOKEN', 'open sesame')
  await assert.rejects(save('/large', {}, { redactor }), { code: 'HTTP_RESPONSE_TOO_LARGE' })
  await assertUntouched()
  assert.deepEqual((await save('/secret', {}, { redactor })).body, { path: 'saved', size: 20 })
  assert.equal(await text('saved'), 'it is [secret:TOKEN]')
})
