import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { NodeError } from './errors.ts'

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
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
  const chain = decodersFor(encoding)
  const parts: Uint8Array[] = []
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.byteLength
      if (size > maxResponseBytes) throw tooLarge(maxResponseBytes)
      parts.push(chunk)
    }
  }
  await pipeline([source, ...chain, collect], { signal: stop })
  return { body: Buffer.concat(parts), decoded: chain.length > 0 }
}

const decodersFor = (encoding: string): Transform[] => {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const known = names.map((name) => (Object.hasOwn(decoders, name) ? decoders[name] : undefined))
  if (names.length > MAX_ENCODINGS) return []
  // The encoding applied last is named last, and comes off first.
  const makers = known.filter((make) => make !== undefined).reverse()
  return makers.length === names.length ? makers.map((make) => make()) : []
}

const tooLarge = (maxResponseBytes: number) =>
  new NodeError('HTTP_RESPONSE_TOO_LARGE', `The answer is larger than ${maxResponseBytes} bytes.`, {
    retryable: false,
  })
