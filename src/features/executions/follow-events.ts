import type { ExecutionEngine } from '../../engine/engine.ts'
import type { ExecutionEvent } from '../../engine/events.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'

/** The number of the last event that a follower has seen. */
export interface Bookmark {
  seq: number
}

export interface FollowOptions {
  readonly id: string
  /** Events after it are followed; it moves with them. */
  readonly bookmark: Bookmark
  /** Ends the events early. */
  readonly signal: AbortSignal
}

export interface LiveOptions extends FollowOptions {
  readonly clock: AlarmClock
  /** How long to wait for an event before there is an `undefined` instead. */
  readonly silenceMs: number
}

/**
 * The events of an execution while the engine has it; `waiting` whenever it is found to wait on disk, where its past
 * events are. Nothing is kept for a follower who does not ask for the next one.
 */
export async function* liveEvents(
  engine: ExecutionEngine,
  { id, bookmark, signal, clock, silenceMs }: LiveOptions,
): AsyncGenerator<ExecutionEvent | 'waiting' | undefined> {
  let isWaitingKnown = false
  let wake = () => {}
  const leave = await engine.attend(id)
  const stop = engine.follow(id, Number.MAX_SAFE_INTEGER, () => wake())
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort, { once: true })

  const pause = () =>
    new Promise<'event' | 'silence'>((resolve) => {
      const stopTimer = clock.after(silenceMs, () => resolve('silence'))
      wake = () => {
        stopTimer()
        resolve('event')
      }
    })

  try {
    while (!signal.aborted) {
      const isWaiting = engine.isWaiting(id)
      const isNews = isWaiting && !isWaitingKnown
      isWaitingKnown = isWaiting
      const events = engine.eventsAfter(id, bookmark.seq, 1)
      if (!events) return
      const [event] = events
      if (event) {
        bookmark.seq = event.seq
        yield event
      } else if (isNews) {
        yield 'waiting'
      } else if ((await pause()) === 'silence') yield undefined
    }
  } finally {
    wake()
    stop?.()
    leave()
    signal.removeEventListener('abort', onAbort)
  }
}
