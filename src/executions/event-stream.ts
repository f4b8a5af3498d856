import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ExecutionEvent } from '../engine/events.ts'
import { toEventData } from './wire.ts'

// Proxies close a connection on which nothing comes for a minute.
const KEEP_ALIVE_MS = 20_000

/** Answers with events as server-sent events until there are no more or the client leaves. */
export const streamEvents = (
  c: Context,
  follow: (signal: AbortSignal) => AsyncIterable<ExecutionEvent>,
): Response =>
  streamSSE(c, async (stream) => {
    const left = new AbortController()
    stream.onAbort(() => left.abort())
    const keepAlive = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MS)
    try {
      for await (const event of follow(left.signal)) {
        await stream.writeSSE({
          id: String(event.seq),
          event: event.type,
          data: JSON.stringify(toEventData(event)),
        })
      }
    } catch (error) {
      if (!left.signal.aborted) throw error
    } finally {
      clearInterval(keepAlive)
    }
  })
