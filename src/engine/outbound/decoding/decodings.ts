import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  constants,
  createBrotliDecompress,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import { gunzip } from './gunzip.ts'

export type Decoding = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

type MakeDecoder = (start: Uint8Array) => Transform

// Servers may use a window of at most 8 MiB (RFC 9659); the default would accept 128 MiB.
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } }

/** No server needs more, and each one multiplies the size that a few bytes can expand to. */
const MAX_ENCODINGS = 3

/** What decodes a body with this `content-encoding`, in order. Empty when it is unknown or none. */
export const decodingsFor = (encoding: string): readonly Decoding[] => {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  const known = names.flatMap((name) => (Object.hasOwn(decoders, name) ? (decoders[name] ?? []) : []))
  if (known.length < names.length || names.length > MAX_ENCODINGS) return []
  // The encoding that is named last was applied last, so it is removed first.
  return known.reverse()
}

/** A body of no bytes is empty in every encoding. */
const decodingBy = (make: MakeDecoder): Decoding =>
  async function* decode(chunks) {
    const source = chunks[Symbol.asyncIterator]()
    const start = await startOf(source)
    if (!start) return
    const decoder = make(start)
    const whole = async function* () {
      yield start
      yield* { [Symbol.asyncIterator]: () => source }
    }
    // An error of the source reaches the decoder, and through it the reader.
    pipeline(whole, decoder).catch(() => undefined)
    yield* decoder
  }

const startOf = async (source: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> => {
  for (;;) {
    const { value, done } = await source.next()
    if (done) return undefined
    if (value.byteLength > 0) return value
  }
}

const decoders: Readonly<Record<string, Decoding>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // The first byte shows whether there is the zlib header that the standard requires; many servers omit it.
  deflate: decodingBy(([first = 0]) => ((first & 0x0f) === 8 ? createInflate() : createInflateRaw())),
  br: decodingBy(() => createBrotliDecompress()),
  zstd: decodingBy(() => createZstdDecompress(ZSTD_WINDOW)),
}
