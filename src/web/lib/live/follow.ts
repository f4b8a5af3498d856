import type { EventSourceMessage } from 'eventsource-parser'
import type { Send } from '../api.ts'
import { readServerEvents, TooManyStreams } from './server-events.ts'

/** `lost` recovers automatically; `polling` when the server has no stream left; `paused` while the page is hidden. */
export type Connection = 'connecting' | 'live' | 'lost' | 'polling' | 'paused' | 'ended'

const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 30_000
// The server sends a comment every 20 seconds.
const SILENCE_MS = 45_000

export interface Timers {
  /** Returns the function that cancels it. */
  after(ms: number, call: () => void): () => void
}

export const browserTimers: Timers = {
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

/** Whether anybody sees the page: six open streams of one browser block all its other requests. */
export interface Visibility {
  isVisible(): boolean
  onChange(call: () => void): () => void
}

export const documentVisibility: Visibility = {
  isVisible: () => !document.hidden,
  onChange: (call) => {
    document.addEventListener('visibilitychange', call)
    return () => document.removeEventListener('visibilitychange', call)
  },
}

export interface FollowOptions {
  readonly url: string
  readonly send: Send
  readonly timers?: Timers
  readonly visibility?: Visibility
  readonly onEvent: (event: EventSourceMessage) => void
  readonly onConnection: (connection: Connection) => void
  /** Whether the end of the stream is the end of what it is about. */
  readonly isOver: () => boolean
}

/** Follows a stream until it is over: connects again after losses, silence and absence, from the last event on. */
export class Follower {
  readonly #options: FollowOptions
  readonly #timers: Timers
  readonly #visibility: Visibility
  readonly #leave: () => void
  #lastEventId: string | undefined
  #delayMs = FIRST_DELAY_MS
  #attempt: AbortController | undefined
  #cancelTimer = () => {}

  constructor(options: FollowOptions) {
    this.#options = options
    this.#timers = options.timers ?? browserTimers
    this.#visibility = options.visibility ?? documentVisibility
    this.#leave = this.#visibility.onChange(() => this.#onVisibility())
    this.#onVisibility()
  }

  close(): void {
    this.#leave()
    this.#stop()
  }

  #stop(): void {
    this.#cancelTimer()
    this.#attempt?.abort()
    this.#attempt = undefined
  }

  #onVisibility(): void {
    if (this.#options.isOver()) return
    this.#stop()
    if (!this.#visibility.isVisible()) {
      this.#options.onConnection('paused')
      return
    }
    this.#delayMs = FIRST_DELAY_MS
    this.#options.onConnection('connecting')
    void this.#connect()
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController()
    this.#attempt = attempt
    try {
      await this.#read(attempt)
      if (attempt.signal.aborted) return
      if (this.#options.isOver()) return this.#end()
      this.#connectLater('lost')
    } catch (error) {
      if (this.#attempt === attempt) this.#connectLater(error instanceof TooManyStreams ? 'polling' : 'lost')
    }
  }

  #read(attempt: AbortController): Promise<void> {
    const { url, send, onEvent, onConnection } = this.#options
    return readServerEvents({
      url,
      send,
      signal: attempt.signal,
      lastEventId: this.#lastEventId,
      onSign: () => {
        onConnection('live')
        this.#delayMs = FIRST_DELAY_MS
        this.#cancelTimer()
        this.#cancelTimer = this.#timers.after(SILENCE_MS, () => {
          this.#stop()
          this.#connectLater('lost')
        })
      },
      onEvent: (event) => {
        this.#lastEventId = event.id ?? this.#lastEventId
        onEvent(event)
      },
    })
  }

  #connectLater(connection: Connection): void {
    this.#cancelTimer()
    this.#options.onConnection(connection)
    this.#cancelTimer = this.#timers.after(this.#delayMs, () => void this.#connect())
    this.#delayMs = Math.min(2 * this.#delayMs, MAX_DELAY_MS)
  }

  #end(): void {
    this.close()
    this.#options.onConnection('ended')
  }
}
