import { write } from 'node:fs'
import { promisify } from 'node:util'
import { AppError } from '../../domain/errors.ts'

const writeSome = promisify(write)

const BLOCK_BYTES = 262_144

/** The minimum rate of arrival, so that clients cannot hold places indefinitely. */
export interface Pace {
  readonly bytes: number
  readonly ms: number
}

const PACE: Pace = { bytes: 16_384, ms: 60_000 }

/**
 * Writes a body to a file as it arrives, in blocks and off the event loop. `grow` is called before anything is written.
 * @throws AppError `MALFORMED_REQUEST` when the client disconnects, `REQUEST_TIMEOUT` when too little arrives in time
 */
export const receiveBody = async (
  body: ReadableStream<Uint8Array> | null,
  descriptor: number,
  grow: (size: number) => void,
  pace: Pace = PACE,
): Promise<void> => {
  if (!body) return
  let size = 0
  let block: Uint8Array[] = []
  let waiting = 0
  const flush = async () => {
    const bytes = Buffer.concat(block)
    block = []
    waiting = 0
    for (let at = 0; at < bytes.byteLength; ) at += (await writeSome(descriptor, bytes, at)).bytesWritten
  }
  using deadline = paceOf(pace, () => size)
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read().catch(disconnected), deadline.missed])
      if (done) break
      size += value.byteLength
      grow(size)
      block.push(value)
      waiting += value.byteLength
      if (waiting >= BLOCK_BYTES) await flush()
    }
    await flush()
  } catch (error) {
    void discard(reader)
    throw error
  }
}

/** Reads what is left: the client takes no answer before it has sent the body, unless the server soon disconnects. */
const discard = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client has disconnected.
  }
}

const disconnected = (cause: unknown): never => {
  throw new AppError('MALFORMED_REQUEST', { cause })
}

const paceOf = ({ bytes, ms }: Pace, received: () => number) => {
  const { promise: missed, reject } = Promise.withResolvers<never>()
  // It may reject while nothing awaits it.
  missed.catch(() => undefined)
  let before = 0
  const timer = setInterval(() => {
    if (received() - before < bytes) reject(new AppError('REQUEST_TIMEOUT'))
    before = received()
  }, ms)
  return { missed, [Symbol.dispose]: () => clearInterval(timer) }
}
