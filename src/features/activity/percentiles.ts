import { roundMs } from './rounding.ts'

/** The executions whose durations lie in one class. */
export interface DurationClassCount {
  /** Where the class begins; negative for durations whose class is not known. */
  readonly duration_class: number
  readonly executions: number
  /** The sum of their durations. */
  readonly duration_ms: number
}

export interface Percentiles {
  readonly p50_duration_ms: number | null
  readonly p95_duration_ms: number | null
  readonly p99_duration_ms: number | null
}

/** Each percentile is the average duration of the class in which it lies, so that it is exact where a class has one value. */
export const percentilesOf = (counts: readonly DurationClassCount[]): Percentiles => {
  const known = counts
    .filter(({ duration_class, executions }) => duration_class >= 0 && executions > 0)
    .sort((a, b) => a.duration_class - b.duration_class)
  const total = known.reduce((sum, { executions }) => sum + executions, 0)
  const at = (part: number): number | null => {
    let below = 0
    for (const { executions, duration_ms } of known) {
      below += executions
      if (below >= part * total) return roundMs(duration_ms / executions)
    }
    return null
  }
  return { p50_duration_ms: at(0.5), p95_duration_ms: at(0.95), p99_duration_ms: at(0.99) }
}

/** The duration below which this part of all lies, of sorted durations. */
export const exactPercentile = (sorted: readonly number[], part: number): number | null =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null
