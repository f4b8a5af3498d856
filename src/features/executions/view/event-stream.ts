import type { Context } from 'hono'
import type { StreamSlot } from '../../../http/access/stream-slots.ts'
import { streamBody } from '../../../http/response/stream-body.ts'

/** Answers with server-sent events until the last one, or until the client disconnects or its key is revoked or expires. */
export const streamEvents = (
  c: Context,
  slot: StreamSlot,
  follow: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
): Response => {
  const gone = new AbortController()
  const chunks = follow(AbortSignal.any([gone.signal, slot.signal]))
  const body = streamBody(chunks, () => {
    gone.abort()
    slot.release()
  })
  return c.body(body, 200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
}
