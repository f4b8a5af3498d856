import type { AlarmClock } from '../../../lib/time/clock.ts'
import { NodeError } from '../../errors.ts'

interface TimeLimit {
  readonly ms: number
  readonly signal: AbortSignal
  readonly clock: AlarmClock
}

/** Runs work whose signal is aborted after `ms`, with `NODE_TIMEOUT`, or before that by the outer signal. */
export const withTimeLimit = async <T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, signal, clock }: TimeLimit,
): Promise<T> => {
  const timeout = new AbortController()
  const combined = AbortSignal.any([signal, timeout.signal])
  const stopTimer = clock.after(ms, () =>
    timeout.abort(new NodeError('NODE_TIMEOUT', `the node took longer than ${ms} ms`)),
  )
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
