import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Send } from '../api.ts'

/** The server has no room for another stream; the caller has to ask from time to time instead. */
export class TooManyStreams extends Error {}

export interface StreamOptions {
  readonly url: string
  readonly send: Send
  readonly signal: AbortSignal
  readonly lastEventId: string | undefined
  /** Called for every piece that arrives, comments that only keep the connection included. */
  readonly onSign: () => void
  readonly onEvent: (event: EventSourceMessage) => void
}

/** Reads one stream of events to its end. @throws TooManyStreams, and an error for every other refusal */
export const readServerEvents = async (options: StreamOptions): Promise<void> => {
  const { url, send, signal, lastEventId, onSign, onEvent } = options
  const headers = { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) }
  const response = await send(new Request(url, { headers, signal }))
  if (response.status === 429) throw new TooManyStreams()
  if (!response.ok || !response.body) throw new Error(`${response.status}`)
  onSign()
  const parser = createParser({ onEvent })
  const decoder = new TextDecoder()
  for await (const piece of response.body) {
    onSign()
    parser.feed(decoder.decode(piece, { stream: true }))
  }
}
