import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NodeError } from '../errors.ts'
import { decodingsFor } from './decoding.ts'

export interface IncomingBody {
  readonly source: Readable
  /** The header `content-encoding`; with an unknown one, the bytes are not decoded. */
  readonly encoding: string
  readonly maxResponseBytes: number
  readonly stop: AbortSignal
}

/** Reads and decodes a whole body. Closes the connection when that fails or the body is too large. */
export const readBody = async ({ source, encoding, maxResponseBytes, stop }: IncomingBody) => {
  const decodings = decodingsFor(encoding)
  const limit = atMost(maxResponseBytes)
  const parts: Uint8Array[] = []
  const collect = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) parts.push(chunk)
  }
  // The data between two encodings may be large even if the result is small.
  const stages = decodings.flatMap((decoding) => [decoding, limit])
  await pipeline([source, limit, ...stages, collect], { signal: stop })
  return { body: Buffer.concat(parts), isDecoded: decodings.length > 0 }
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

const tooLarge = (maxResponseBytes: number) =>
  new NodeError(
    'HTTP_RESPONSE_TOO_LARGE',
    `The response is larger than ${maxResponseBytes} bytes (HTTP_NODE_MAX_BYTES).`,
    { retryable: false },
  )
