/**
 * Loaded into the attacked server before its own code: measures how long the event loop is held, in processor time of
 * the main thread, so that a busy machine does not count. Answers every message with `HoldFigures` and starts anew.
 */

/** A timer that is due this often finds out how much was computed before its turn. */
const TICK_MS = 2

export interface HoldFigures {
  /** Most milliseconds of processor time between two turns of the timer. */
  readonly longestHoldMs: number
}

const processorMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

let longestHoldMs = 0
let before = processorMs()

const measure = () => {
  const now = processorMs()
  longestHoldMs = Math.max(longestHoldMs, now - before)
  before = now
}

setInterval(measure, TICK_MS).unref()

process.on('message', () => {
  measure()
  process.send?.({ longestHoldMs } satisfies HoldFigures)
  longestHoldMs = 0
})
// The attacked program must end as if nobody listened.
process.channel?.unref()
