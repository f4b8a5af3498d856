import type { Workbench } from './workbench.ts'

/** What one measurement found: `rate` a second, times in milliseconds, `cpu` of the server in µs a request … */
export type Metrics = Readonly<Record<string, number>>

export type Measure = () => Promise<Metrics>

/** What a figure of one side shall be: by itself, or as a ratio to the same figure of another side. */
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
  /** For what takes long by itself; else as many as the run has. */
  readonly rounds?: number
  /** Starts servers, checks that they answer right, and gives how each side is measured, in the order of a round. */
  readonly setUp: (bench: Workbench) => Promise<Readonly<Record<string, Measure>>>
}

/** The same for each of the `count` things that one request does. */
export const perItem =
  (measure: Measure, count: number): Measure =>
  async () => {
    const { rate = Number.NaN, busy = Number.NaN, ...times } = await measure()
    const each = Object.entries(times).map(([name, value]) => [name, value / count])
    return { ...Object.fromEntries(each), rate: rate * count, busy }
  }
