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
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { decodingsFor } from '../../../src/engine/outbound/decoding.ts'
import { guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const never = new AbortController().signal
const whole = Buffer.from('some text, some more text '.repeat(5000))

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
      if (size === 1 && encoded.byteLength > 10_000) continue
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
