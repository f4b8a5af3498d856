import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib'
import { NodeError } from '../errors.ts'

// Servers may use a window of at most 8 MiB (RFC 9659); the default would accept 128 MiB.
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } }

const makers: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: () => createZstdDecompress(ZSTD_WINDOW),
}
/** No server needs more, and each one multiplies the size that a few bytes can expand to. */
const MAX_ENCODINGS = 3

export interface IncomingBody {
  readonly source: Readable
  /** The header `content-encoding`; with an unknown one, the bytes are not decoded. */
  readonly encoding: string
  readonly maxResponseBytes: number
  readonly stop: AbortSignal
}

/** Reads and decodes a whole body. Closes the connection when that fails or the body is too large. */
export const readBody = async ({ source, encoding, maxResponseBytes, stop }: IncomingBody) => {
  const decoders = decodersFor(encoding)
  const limit = atMost(maxResponseBytes)
  const parts: Uint8Array[] = []
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) parts.push(chunk)
  }
  // The data between two decoders may be large even if the result is small.
  const stages = decoders.flatMap((decoder) => [decoder, limit])
  await pipeline([source, limit, ...stages, collect], { signal: stop })
  return { body: Buffer.concat(parts), decoded: decoders.length > 0 }
}

/** Passes bytes on up to a maximum, then fails. */
const atMost = (maximum: number) =>
  async function* atMost(chunks: AsyncIterable<Uint8Array>) {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.byteLength
      if (size > maximum) throw tooLarge(maximum)
      yield chunk
    }
  }

const decodersFor = (encoding: string): Transform[] => {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const known = names.map((name) => (Object.hasOwn(makers, name) ? makers[name] : undefined))
  if (names.length > MAX_ENCODINGS) return []
  // The encoding that is named last was applied last, so it is removed first.
  const inOrder = known.filter((make) => make !== undefined).reverse()
  return inOrder.length === names.length ? inOrder.map((make) => make()) : []
}

const tooLarge = (maxResponseBytes: number) =>
  new NodeError('HTTP_RESPONSE_TOO_LARGE', `The response is larger than ${maxResponseBytes} bytes.`, {
    retryable: false,
  })
