import type { Controls } from './controls.ts'

/**
 * Calls `overdue` once the current task has been running for `ms`. Starting the worker does not count.
 * Returns a function that ends the watch.
 */
export const watch = ({ startedAt }: Controls, ms: number, overdue: () => void): (() => void) => {
  const check = () => {
    const since = Number(Atomics.load(startedAt, 0))
    const left = since === 0 ? ms : since + ms - Date.now()
    if (left <= 0) overdue()
    else timer = setTimeout(check, left)
  }
  let timer = setTimeout(check, ms)
  return () => clearTimeout(timer)
}
