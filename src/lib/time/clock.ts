/** The only source of time below `main`; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface AlarmClock extends Clock {
  /** Calls after `ms`, unless what it returns is called first; costs less than a sleep that ends early. */
  after(ms: number, call: () => void): () => void
}

// A Node timer holds at most 2^31-1 ms; a longer one would fire at once.
const LONGEST_TIMER_MS = 2_147_483_647

export const systemClock: AlarmClock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    if (ms > 0) await pause(ms, signal)
  },
  after(ms, call) {
    let timeout: NodeJS.Timeout
    const wait = (left: number) => {
      const most = Math.min(left, LONGEST_TIMER_MS)
      timeout = setTimeout(() => (left > most ? wait(left - most) : call()), most)
    }
    wait(ms)
    return () => clearTimeout(timeout)
  },
}

// The one of `node:timers/promises` makes an error with a stack each time that it is aborted, and most are.
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

/** The same to the second, as a part of a file's name: `20261124T101500Z`. */
export const fileTime = (ms: number): string => isoTime(ms).replaceAll(/[-:]|\.\d+/g, '')
