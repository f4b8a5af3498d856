import type { Controls } from './controls.ts'

export interface TimeLimits {
  /** How long a worker may take to start the task. */
  readonly startMs: number
  /** How long the task may then run. */
  readonly runMs: number
}

/** Calls `overdue` once the current task is past one of its limits. Returns a function that ends the watch. */
export const watch = (
  { startedAt }: Controls,
  { startMs, runMs }: TimeLimits,
  overdue: (limit: keyof TimeLimits) => void,
): (() => void) => {
  const givenAt = Date.now()
  const check = () => {
    const since = Number(Atomics.load(startedAt, 0))
    const now = Date.now()
    if (since === 0 && now >= givenAt + startMs) overdue('startMs')
    else if (since !== 0 && now >= since + runMs) overdue('runMs')
    else
      timer = setTimeout(check, since === 0 ? Math.min(runMs, givenAt + startMs - now) : since + runMs - now)
  }
  let timer = setTimeout(check, Math.min(startMs, runMs))
  return () => clearTimeout(timer)
}
