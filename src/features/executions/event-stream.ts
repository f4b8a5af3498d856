import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ExecutionEvent } from '../../engine/events.ts'
import type { StreamSlots } from '../../http/access/stream-slots.ts'
import { toEventData } from './wire.ts'

// Proxies close a connection on which nothing comes for a minute.
const KEEP_ALIVE_MS = 20_000

/** Answers with events as server-sent events until there are no more, the client leaves, or it loses access. */
export const streamEvents = (
  c: Context,
  slot: ReturnType<StreamSlots['acquire']>,
  follow: (signal: AbortSignal) => AsyncIterable<ExecutionEvent>,
): Response =>
  streamSSE(c, async (stream) => {
    const gone = new AbortController()
    stream.onAbort(() => gone.abort())
    const left = AbortSignal.any([gone.signal, slot.signal])
    const keepAlive = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MS)
    try {
      for await (const event of follow(left)) {
        await stream.writeSSE({
          id: String(event.seq),
          event: event.type,
          data: JSON.stringify(toEventData(event)),
        })
      }
    } catch (error) {
      if (!left.aborted) throw error
    } finally {
      clearInterval(keepAlive)
      slot.release()
    }
  })
