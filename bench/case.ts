import type { Workbench } from './workbench.ts'

/** The result of one measurement: `rate` per second, times in milliseconds, `cpu` of the server in µs per request … */
export type Metrics = Readonly<Record<string, number>>

export type Measure = () => Promise<Metrics>

/** The target of a figure: an absolute value, or a ratio to the same figure of another side. */
export interface Target {
  readonly side: string
  readonly metric: string
  readonly to?: string
  readonly atLeast?: number
  readonly atMost?: number
}

export interface Case {
  readonly name: string
  readonly measures: string
  readonly targets: readonly Target[]
  /** Overrides the number of rounds of the run, for cases that take long. */
  readonly rounds?: number
  /** Starts the servers, checks their answers, and returns how to measure each side, in the order of a round. */
  readonly setUp: (bench: Workbench) => Promise<Readonly<Record<string, Measure>>>
}

/** Divides the figures by the `count` operations of one request. */
export const perItem =
  (measure: Measure, count: number): Measure =>
  async () => {
    const { rate = Number.NaN, busy = Number.NaN, ...times } = await measure()
    const each = Object.entries(times).map(([name, value]) => [name, value / count])
    return { ...Object.fromEntries(each), rate: rate * count, busy }
  }
