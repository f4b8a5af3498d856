import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib'
import { ByteSource } from './byte-source.ts'

const DEFLATE = 8
const FLAG = { headerCheck: 2, extra: 4, name: 8, comment: 16 }
const TRAILER_BYTES = 8

/**
 * Decodes the members of a gzip body (RFC 1952). Trailing bytes that are not a member are ignored, as browsers do;
 * Node's own decoder would fail.
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  await using source = new ByteSource(chunks)
  if ((await source.peek(1)).length === 0) return
  if (!(await isMember(source))) throw dataError('incorrect header check')
  do yield* member(source)
  while (await isMember(source))
  // The connection can be used again only when all has arrived.
  while (await source.next());
}

const isMember = async (source: ByteSource): Promise<boolean> => {
  const [first, second, method] = await source.peek(3)
  return first === 0x1f && second === 0x8b && method === DEFLATE
}

async function* member(source: ByteSource): AsyncGenerator<Uint8Array> {
  await skipHeader(source)
  let check = 0
  for await (const chunk of inflate(source)) {
    check = crc32(chunk, check)
    yield chunk
  }
  const trailer = Buffer.from(await source.take(TRAILER_BYTES))
  if (trailer.readUInt32LE(0) !== check) throw dataError('incorrect data check')
}

const skipHeader = async (source: ByteSource): Promise<void> => {
  const flags = (await source.take(10))[3] ?? 0
  if (flags & FLAG.extra) await source.take(Buffer.from(await source.take(2)).readUInt16LE(0))
  for (const flag of [FLAG.name, FLAG.comment]) {
    if (flags & flag) while ((await source.take(1))[0] !== 0);
  }
  if (flags & FLAG.headerCheck) await source.take(2)
}

/** Takes from the source what belongs to one deflated content, and not a byte more. */
async function* inflate(source: ByteSource): AsyncGenerator<Uint8Array> {
  const decoder = createInflateRaw()
  let given = 0
  // What it does not take belongs to something else: it has ended.
  const feed = async () => {
    for (let chunk = await source.next(); chunk; chunk = await source.next()) {
      given += chunk.byteLength
      await written(decoder, chunk)
      const left = given - decoder.bytesWritten
      if (left > 0) return source.putBack(chunk.subarray(chunk.byteLength - left))
    }
    decoder.end()
  }
  const feeding = feed().catch((error) => void decoder.destroy(error))
  yield* decoder
  await feeding
}

const written = (decoder: InflateRaw, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    decoder.write(chunk, (error) => (error ? reject(error) : resolve()))
  })

const dataError = (message: string): Error => Object.assign(new Error(message), { code: 'Z_DATA_ERROR' })
