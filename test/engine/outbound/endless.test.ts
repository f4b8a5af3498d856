import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startRawServer } from '../../support/net/raw-server.ts'

/** A server that goes on saying the same, as fast as it is read, and what becomes of a request to it. */
const ask = async (t: TestContext, start: string, more: string, timeoutMs: number) => {
  const { base } = await startRawServer(t, (_request, socket) => {
    const block = more.repeat(Math.ceil(10_000 / more.length))
    const go = () => socket.destroyed || socket.write(block, 'latin1', () => setImmediate(go))
    socket.write(start, 'latin1', go)
    return undefined
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }), timeoutMs })
  t.after(() => client.close())
  return client.send({ method: 'GET', headers: {}, url: base }, new AbortController().signal)
}

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`

const endless: readonly (readonly [about: string, start: string, more: string])[] = [
  ['status lines', '', 'HTTP/1.1 '],
  ['headers', OK, 'X-A: b\r\n'],
  ['one header', `${OK}X-A: `, 'b'],
  ['headers of informational responses', 'HTTP/1.1 103 Early Hints\r\n', 'Link: a\r\n'],
  ['cookies', OK, 'Set-Cookie: a=b\r\n'],
  ['extensions of chunks', `${CHUNKED}1`, ';a=b'],
  ['trailers', `${CHUNKED}0\r\n`, 'X-A: b\r\n'],
]

test('a response without an end of its headers is cut off', async (t) => {
  for (const [about, start, more] of endless) {
    await assert.rejects(ask(t, start, more, 60_000), { code: 'HTTP_RESPONSE' }, about)
  }
})

test('informational responses without end take no longer than a request may', async (t) => {
  await assert.rejects(ask(t, '', 'HTTP/1.1 100 Continue\r\n\r\n', 300), { code: 'HTTP_TIMEOUT' })
})
