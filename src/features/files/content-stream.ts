import type { FileHandle } from 'node:fs/promises'
import type { Context } from 'hono'
import { holdAnswer, STREAM_BYTES } from '../../http/access/caller-memory.ts'
import type { AppEnv } from '../../http/env.ts'
import type { ByteRange } from '../../http/request/byte-range.ts'
import { streamBody } from '../../http/response/stream-body.ts'

const CHUNK_BYTES = 131_072

/** A part of an open file, which is read as the client takes it. */
export const streamContent = (
  c: Context<AppEnv>,
  handle: FileHandle,
  { start, end }: ByteRange,
): ReadableStream<Uint8Array> => {
  holdAnswer(c, Math.min(end - start + 1, STREAM_BYTES))
  const close = () => void handle.close().catch(() => undefined)
  // A body that was never read is not always cancelled when the client disconnects.
  c.env?.outgoing?.once('close', close)
  return streamBody(chunksOf(handle, start, end + 1), close)
}

async function* chunksOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const { buffer, bytesRead } = await handle.read(
      new Uint8Array(Math.min(CHUNK_BYTES, end - at)),
      0,
      undefined,
      at,
    )
    // The connection must end, or the client would take the next answer for the rest of the file.
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent')
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}
