import type { Clock } from '../../lib/time/clock.ts'

export interface Perseverance {
  readonly clock: Clock
  /** Of the pauses. */
  readonly signal: () => AbortSignal
  /** Whether a failure is final. */
  readonly isHopeless?: (error: unknown) => boolean
}

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 5000

/** Repeats what needs the disk until the disk works, or the signal is aborted. */
export const persevere = async <T>(
  work: () => Promise<T>,
  { clock, signal, isHopeless }: Perseverance,
): Promise<T> => {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
    try {
      return await work()
    } catch (error) {
      if (isHopeless?.(error)) throw error
    }
    await clock.sleep(pause, signal())
  }
}
