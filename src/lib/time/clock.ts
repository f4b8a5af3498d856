/** The only source of time below `main`; tests pass one that they control. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface AlarmClock extends Clock {
  /** Calls `call` after `ms` unless cancelled by the returned function; cheaper than a `sleep` that is aborted. */
  after(ms: number, call: () => void): () => void
}

// A Node timer holds at most 2^31-1 ms; a longer one would fire at once.
const MAX_TIMER_MS = 2_147_483_647

export const systemClock: AlarmClock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    if (ms > 0) await pause(ms, signal)
  },
  after(ms, call) {
    let timeout: NodeJS.Timeout
    const wait = (left: number) => {
      const delay = Math.min(left, MAX_TIMER_MS)
      timeout = setTimeout(() => (left > delay ? wait(left - delay) : call()), delay)
    }
    wait(ms)
    return () => clearTimeout(timeout)
  },
}

// `node:timers/promises` creates an error with a stack on every abort, and most sleeps are aborted.
const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      stop()
      reject(signal?.reason)
    }
    const stop = systemClock.after(ms, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })

/** ISO-8601 in UTC with milliseconds, as on the wire and in the tables. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** To the second, for file names: `20261124T101500Z`. */
export const fileTime = (ms: number): string => isoTime(ms).replaceAll(/[-:]|\.\d+/g, '')
