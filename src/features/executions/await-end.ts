import { ExecutionAborted } from '../../engine/embedded/abort.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'

/**
 * The result of executions if they end within the time, else `undefined`; also when the server suspends them, because
 * they continue after its next start.
 */
export const awaitEnd = <T>(result: Promise<T>, waitMs: number, clock: AlarmClock): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const stop = clock.after(waitMs, () => resolve(undefined))
    result.then(
      (found) => {
        stop()
        resolve(found)
      },
      (error) => {
        stop()
        if (error instanceof ExecutionAborted && error.kind === 'suspended') resolve(undefined)
        else reject(error)
      },
    )
  })
