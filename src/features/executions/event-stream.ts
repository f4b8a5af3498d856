import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ExecutionEvent } from '../../engine/events.ts'
import type { StreamSlot } from '../../http/access/stream-slots.ts'
import { toEventData } from './wire.ts'

// Many proxies close a connection that is silent for a minute.
const KEEP_ALIVE_MS = 20_000

/** Answers with server-sent events until the last one, or until the client disconnects or its key is revoked or expires. */
export const streamEvents = (
  c: Context,
  slot: StreamSlot,
  follow: (signal: AbortSignal) => AsyncIterable<ExecutionEvent>,
): Response =>
  streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const closed = AbortSignal.any([gone.signal, slot.signal])
    const keepAlive = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MS)
    try {
      for await (const event of follow(closed)) {
        await stream.writeSSE({
          id: String(event.seq),
          event: event.type,
          data: JSON.stringify(toEventData(event)),
        })
      }
    } catch (error) {
      if (!closed.aborted) throw error
    } finally {
      clearInterval(keepAlive)
      slot.release()
    }
  })
