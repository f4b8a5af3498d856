import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  type InputType,
  zstdCompressSync,
} from 'node:zlib'
import { createHttpClient } from '../../../../src/engine/outbound/client.ts'
import { decodingsFor } from '../../../../src/engine/outbound/decoding/decodings.ts'
import { guardAddresses } from '../../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../../support/net/web-server.ts'

const never = new AbortController().signal
const whole = Buffer.from('some text, some more text '.repeat(1000))

const decode = async (encoding: string, parts: readonly Uint8Array[]): Promise<Buffer> => {
  let chunks: AsyncIterable<Uint8Array> = (async function* () {
    yield* parts
  })()
  for (const decoding of decodingsFor(encoding)) chunks = decoding(chunks)
  const decoded: Uint8Array[] = []
  for await (const chunk of chunks) decoded.push(chunk)
  return Buffer.concat(decoded)
}

/** Some bytes at a time, and nothing now and then. */
const inParts = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.byteLength / size) }, (_, index) => [
    Buffer.alloc(0),
    bytes.subarray(index * size, (index + 1) * size),
  ]).flat()

const encoders: readonly (readonly [encoding: string, encode: (bytes: InputType) => Buffer])[] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['deflate', (bytes) => deflateRawSync(bytes, { level: 0 })],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['gzip, identity', gzipSync],
  ['identity, gzip', gzipSync],
  [' gzip ,', gzipSync],
  ['identity', (bytes) => Buffer.from(bytes as Buffer)],
  ['', (bytes) => Buffer.from(bytes as Buffer)],
  ['gzip, deflate', (bytes) => deflateRawSync(gzipSync(bytes))],
  ['br, zstd', (bytes) => zstdCompressSync(brotliCompressSync(bytes))],
]

test('every encoding is decoded, however its bytes arrive', async () => {
  for (const [encoding, encode] of encoders) {
    const encoded = encode(whole)
    for (const size of [1, 7, 1000, encoded.byteLength]) {
      if (size === 1 && encoded.byteLength > 5000) continue
      assert.ok(whole.equals(await decode(encoding, inParts(encoded, size))), `${encoding}, ${size}`)
    }
  }
})

test('several members or frames after each other are one body', async () => {
  for (const [encoding, encode] of [
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    const encoded = Buffer.concat([encode('one '), encode('two')])
    assert.equal((await decode(encoding, [encoded])).toString(), 'one two')
  }
})

test('what follows a gzip body and is none is ignored, as browsers do', async () => {
  const encoded = gzipSync(whole)
  for (const junk of ['\0\0\0\0', 'junk!', '\x1f', '\x1f\x8b', '\r\n']) {
    const bytes = Buffer.concat([encoded, Buffer.from(junk, 'latin1')])
    for (const size of [7, bytes.byteLength]) {
      assert.ok(whole.equals(await decode('gzip', inParts(bytes, size))), JSON.stringify(junk))
    }
  }
})

test('every part of a gzip header may be there', async () => {
  const [head, content] = [gzipSync('text').subarray(0, 10), gzipSync('text').subarray(10)]
  const flagged = (flags: number, ...parts: readonly string[]) => {
    const start = Buffer.from(head)
    start[3] = flags
    return Buffer.concat([start, Buffer.from(parts.join(''), 'latin1'), content])
  }
  for (const bytes of [
    flagged(4, '\x03\0abc'),
    flagged(8, 'name\0'),
    flagged(16, 'comment\0'),
    flagged(2, 'xx'),
    flagged(1),
    flagged(30, '\x01\0a', 'name\0', 'comment\0', 'xx'),
  ]) {
    assert.equal((await decode('gzip', inParts(bytes, 3))).toString(), 'text')
  }
  const damaged = Buffer.concat([head, content])
  damaged[damaged.byteLength - 8] = Number(damaged.at(-8)) ^ 1
  await assert.rejects(decode('gzip', [damaged]), /incorrect data check/)
})

test('nothing at all is an empty body in every encoding', async () => {
  for (const [encoding] of encoders) {
    assert.equal((await decode(encoding, [])).byteLength, 0, encoding)
    assert.equal((await decode(encoding, [Buffer.alloc(0)])).byteLength, 0, encoding)
  }
})

test('what is cut off or corrupt is an error', async () => {
  for (const [encoding, encode] of encoders) {
    if (decodingsFor(encoding).length === 0) continue
    await assert.rejects(decode(encoding, [encode(whole).subarray(0, -5)]), encoding)
    await assert.rejects(decode(encoding, [Buffer.from('neither of them')]), encoding)
  }
})

test('unknown encodings are left alone', () => {
  for (const encoding of ['x', 'gzip, x', 'constructor', 'aws-chunked', 'gzip, gzip, gzip, gzip']) {
    assert.deepEqual(decodingsFor(encoding), [])
  }
})

test('empty bodies with an encoding are answers', async (t) => {
  const { port } = await startWebServer(t, (request, response) => {
    const [, status, encoding] = request.url?.split('/') ?? []
    response.writeHead(Number(status), { 'content-encoding': encoding }).end()
  })
  const client = createHttpClient({ guard: guardAddresses({ allow: ['127.0.0.1'] }) })
  t.after(() => client.close())
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd']) {
    for (const [method, status] of [
      ['GET', 200],
      ['GET', 204],
      ['GET', 304],
      ['HEAD', 200],
    ] as const) {
      const url = `http://127.0.0.1:${port}/${status}/${encoding}`
      const answer = await client.send({ method, headers: {}, url }, never)
      assert.deepEqual(
        [answer.status, answer.body.byteLength],
        [status, 0],
        `${method} ${status} ${encoding}`,
      )
    }
  }
})

test('a reader that stops before the end of a gzip body stops what it reads from', async () => {
  const closed = Promise.withResolvers<void>()
  async function* source() {
    try {
      for (;;) yield gzipSync(whole)
    } finally {
      closed.resolve()
    }
  }
  const [decoding] = decodingsFor('gzip')
  assert.ok(decoding)
  for await (const chunk of decoding(source())) if (chunk.byteLength > 0) break
  await closed.promise
})
