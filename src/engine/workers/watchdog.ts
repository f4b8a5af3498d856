import type { Controls } from './controls.ts'
import type { ExceededTime, TimeLimits } from './task-timer.ts'

export interface WatchLimits extends TimeLimits {
  /** How long a worker may take to start the task. */
  readonly startMs: number
}

export interface Watched {
  readonly controls: Controls
  /** Milliseconds of the processor since the worker was started; rejects when that ends. */
  processorMs(): Promise<number>
}

/** A worker that is this short of its limit is looked at again no sooner. */
const MIN_PAUSE_MS = 10

/** Calls `overdue` once the current task is past one of its limits. Returns a function that ends the watch. */
export const watch = (
  worker: Watched,
  { startMs, timeoutMs, wallTimeMs }: WatchLimits,
  overdue: (limit: ExceededTime | 'startMs') => void,
): (() => void) => {
  const givenAt = Date.now()
  let isOver = false
  let timer: NodeJS.Timeout | undefined

  const end = () => {
    isOver = true
    clearTimeout(timer)
  }
  const report = (limit: ExceededTime | 'startMs') => {
    end()
    overdue(limit)
  }
  const checkAfter = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(check, Math.max(MIN_PAUSE_MS, ms))
  }

  const check = () => {
    const since = Number(Atomics.load(worker.controls.startedAt, 0))
    const now = Date.now()
    if (since === 0) {
      if (now >= givenAt + startMs) report('startMs')
      else checkAfter(Math.min(timeoutMs, givenAt + startMs - now))
      return
    }
    const wallLeft = since + wallTimeMs - now
    if (wallLeft <= 0) report('wallTimeMs')
    else if (now < since + timeoutMs) checkAfter(Math.min(since + timeoutMs - now, wallLeft))
    else checkUsage(wallLeft)
  }

  const checkUsage = (wallLeft: number) => {
    // A thread that is busy inside a built-in function does not answer.
    checkAfter(wallLeft)
    const compare = (processorMs: number) => {
      if (isOver) return
      const usedMs = processorMs - Number(Atomics.load(worker.controls.cpuAtStart, 0))
      if (usedMs >= timeoutMs) report('timeoutMs')
      else checkAfter(Math.min(timeoutMs - usedMs, wallLeft))
    }
    worker.processorMs().then(compare, () => undefined)
  }

  checkAfter(Math.min(startMs, timeoutMs))
  return end
}
