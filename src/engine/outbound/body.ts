import type { IncomingMessage } from 'node:http'
import type { NodeError } from '../errors.ts'
import { decodingsFor } from './decoding/decodings.ts'

export interface BodyLimit {
  readonly maxBytes: number
  readonly tooLarge: () => NodeError
}

/**
 * Reads and decodes a body. Closes the connection when that fails, when the body is too large, and when the reader
 * stops before the end. With an unknown `content-encoding`, the bytes are not decoded.
 */
export const bodyChunks = (
  response: IncomingMessage,
  encoding: string,
  { maxBytes, tooLarge }: BodyLimit,
): AsyncIterable<Uint8Array> => {
  const limit = atMost(maxBytes, tooLarge)
  // The data between two encodings may be large even if the result is small.
  return decodingsFor(encoding).reduce((chunks, decode) => limit(decode(chunks)), limit(response))
}

/** Passes bytes on up to a maximum, then fails. */
const atMost = (maxBytes: number, tooLarge: () => NodeError) =>
  async function* atMost(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.byteLength
      if (size > maxBytes) throw tooLarge()
      yield chunk
    }
  }

export const allOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
