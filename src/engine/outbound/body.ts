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

// A server may use a window of 8 MiB at most (RFC 9659); by default one of 128 MiB would be taken.
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } }

const makers: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: () => createZstdDecompress(ZSTD_WINDOW),
}
/** No server needs more; each one multiplies what a few bytes can become. */
const MAX_ENCODINGS = 3

export interface IncomingBody {
  readonly source: Readable
  /** The header `content-encoding`; one that is not known leaves the bytes as they came. */
  readonly encoding: string
  readonly maxResponseBytes: number
  readonly stop: AbortSignal
}

/** Reads to the end, decoded where that can be done. Closes the connection when it fails or there is too much. */
export const readBody = async ({ source, encoding, maxResponseBytes, stop }: IncomingBody) => {
  const decoders = decodersFor(encoding)
  const limit = atMost(maxResponseBytes)
  const parts: Uint8Array[] = []
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) parts.push(chunk)
  }
  // What passes between two decoders may be large although little comes out in the end.
  const stages = decoders.flatMap((decoder) => [decoder, limit])
  await pipeline([source, limit, ...stages, collect], { signal: stop })
  return { body: Buffer.concat(parts), decoded: decoders.length > 0 }
}

/** Hands bytes on; fails when there are more. */
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
  // The encoding applied last is named last, and comes off first.
  const inOrder = known.filter((make) => make !== undefined).reverse()
  return inOrder.length === names.length ? inOrder.map((make) => make()) : []
}

const tooLarge = (maxResponseBytes: number) =>
  new NodeError('HTTP_RESPONSE_TOO_LARGE', `The answer is larger than ${maxResponseBytes} bytes.`, {
    retryable: false,
  })
