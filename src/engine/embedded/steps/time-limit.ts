import type { AlarmClock } from '../../../lib/time/clock.ts'
import { nodeTimeout } from '../../errors.ts'

interface TimeLimit {
  readonly ms: number
  /** When it ends, in milliseconds since the epoch. */
  readonly endsAt: number
  readonly signal: AbortSignal
  readonly clock: AlarmClock
}

/** Runs work whose signal is aborted at the end of its time, with `NODE_TIMEOUT`, or before that by the outer signal. */
export const withTimeLimit = async <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, endsAt, signal, clock }: TimeLimit,
): Promise<T> => {
  const timeout = new AbortController()
  const combined = AbortSignal.any([signal, timeout.signal])
  const stopTimer = clock.after(Math.max(0, endsAt - clock.now()), () => timeout.abort(nodeTimeout(ms)))
  try {
    return await untilAborted(work(combined), combined)
  } finally {
    stopTimer()
  }
}

/** Rejects with the signal's reason as soon as it is aborted, even if the work ignores the signal. */
export const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
