import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { open as openFile, readdir, truncate, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../../../src/domain/errors.ts'
import { receiveBody } from '../../../src/features/files/receive-body.ts'
import { listen } from '../../../src/http/server/server.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { createFolder } from '../../support/process/command.ts'

const HALF = 'x'.repeat(300_000)

const setUp = async (t: TestContext, requestMs = 60_000) => {
  const { app, config } = await createTestApp(t, { env: { BODY_LIMIT_BYTES: '1000' } })
  const server = await listen(app, { host: '127.0.0.1', port: 0 }, { requestMs, bodyBytes: 1000 })
  t.after(() => server.close(0))
  const open = () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    t.after(() => socket.destroy())
    socket.on('error', () => undefined)
    return socket
  }
  const put = (headers: string) =>
    `PUT /api/files/content?path=new/a HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`
  return { root: config.workspace.dir, url: `${server.url}/api/files/content`, open, put }
}

const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await delay(5)
}

const names = (root: string) => readdir(root, { recursive: true })

test('an upload that is cut off leaves nothing', async (t) => {
  const { root, open, put } = await setUp(t)
  for (const [headers, body] of [
    ['Content-Length: 1000000', HALF],
    ['Transfer-Encoding: chunked', `${HALF.length.toString(16)}\r\n${HALF}\r\n`],
  ] as const) {
    const socket = open()
    socket.write(put(headers) + body)
    await until(async () => (await names(root)).length === 2)
    socket.destroy()
    await until(async () => (await names(root)).length === 0)
  }
})

test('an upload may take longer than other bodies, and be larger', async (t) => {
  const { root, open, put } = await setUp(t, 2000)
  const upload = open()
  upload.write(put('Content-Length: 2000') + 'x'.repeat(250))
  await until(async () => (await names(root)).length === 2)
  const other = open()
  other.write(
    'POST /api/scripts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
  )
  const [refusal] = await once(other, 'data')
  assert.match(String(refusal), /^HTTP\/1.1 408 /)
  upload.write('x'.repeat(1750))
  const [answer] = await once(upload, 'data')
  assert.match(String(answer), /^HTTP\/1.1 201 /)
  assert.deepEqual(await names(root), ['new', join('new', 'a')])
})

test('a client that asks first sends nothing that would be refused', async (t) => {
  const { open, put, url } = await setUp(t)
  const headers = 'Content-Length: 5000\r\nExpect: 100-continue'
  const first = open()
  first.write(put(headers))
  const [hint] = await once(first, 'data')
  assert.match(String(hint), /^HTTP\/1.1 100 Continue\r\n\r\n$/)
  first.write('x'.repeat(5000))
  const [answer] = await once(first, 'data')
  assert.match(String(answer), /^HTTP\/1.1 201 /)
  const second = open()
  second.write(put(`${headers}\r\nIf-None-Match: *`))
  const [refusal] = await once(second, 'data')
  assert.match(String(refusal), /^HTTP\/1.1 412 /)
  const small = open()
  small.write(put('Content-Length: 5\r\nExpect: 100-continue\r\nIf-None-Match: *'))
  const [early] = await once(small, 'data')
  assert.match(String(early), /^HTTP\/1.1 412 /)
  assert.equal((await (await fetch(`${url}?path=new/a`)).text()).length, 5000)
})

const openFiles = (folder: string) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch {
      return false
    }
  })

test('every way a download ends closes the file', { skip: process.platform !== 'linux' }, async (t) => {
  const { root, url } = await setUp(t)
  await writeFile(join(root, 'a'), Buffer.alloc(10_000_000))
  const address = `${url}?path=a`
  const etag = (await fetch(address, { method: 'HEAD' })).headers.get('ETag') ?? ''
  for (const headers of [{ 'If-None-Match': etag }, { 'If-Match': '"x"' }, { Range: 'bytes=99999999-' }]) {
    await (await fetch(address, { headers })).text()
  }
  const stop = new AbortController()
  const { body } = await fetch(address, { signal: stop.signal })
  await body?.getReader().read()
  assert.equal(openFiles(root).length, 1)
  stop.abort()
  await until(() => openFiles(root).length === 0)
  assert.equal((await (await fetch(address)).arrayBuffer()).byteLength, 10_000_000)
  await until(() => openFiles(root).length === 0)
})

test('a file that becomes shorter while it is sent ends the connection', async (t) => {
  t.mock.method(console, 'error', () => undefined)
  const { root, open } = await setUp(t)
  await writeFile(join(root, 'a'), Buffer.alloc(20_000_000))
  const socket = open()
  socket.write('GET /api/files/content?path=a HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'readable')
  await truncate(join(root, 'a'), 100)
  let size = 0
  socket.on('data', (chunk) => {
    size += chunk.length
  })
  socket.resume()
  await once(socket, 'close')
  assert.ok(size < 20_000_000)
})

test('a body that hardly arrives is given up', async (t) => {
  await using file = await openFile(join(await createFolder(t), 'a'), 'w')
  let hasEnded = false
  t.after(() => {
    hasEnded = true
  })
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await delay(10)
      if (hasEnded) controller.close()
      else controller.enqueue(new Uint8Array(1))
    },
  })
  const received = receiveBody(body, file.fd, () => undefined, { bytes: 1000, ms: 100 })
  await assert.rejects(received, (error) => error instanceof AppError && error.code === 'REQUEST_TIMEOUT')
})
