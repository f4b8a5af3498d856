import type { NodeStatus } from '../../lib/ui/status.tsx'
import type { NodeResult } from '../model/execution-view.ts'

/** The part of time that is drawn, in milliseconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface Bar {
  /** In hundredths of the span. */
  readonly left: number
  readonly width: number
  readonly status: NodeStatus
}

const MAX_BARS = 200

/** Whether a node has run in an earlier execution, whose result a retry has kept. */
export const isKept = ({ finished_at }: NodeResult, since: number): boolean =>
  finished_at !== null && Date.parse(finished_at) < since

/** From the start of an execution, or that of its first node, to its end. */
export const spanOf = (results: Iterable<NodeResult>, now: number, since: number): Span => {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const result of results) {
    const { started_at, finished_at } = result
    if (started_at === null || isKept(result, since)) continue
    from = Math.min(from, Date.parse(started_at))
    to = Math.max(to, finished_at === null ? now : Date.parse(finished_at))
  }
  return from <= to ? { from, to: Math.max(to, from + 1) } : { from: now, to: now + 1 }
}

/** Where the runs of a node are in the span. Of very many, those that would lie on each other are left out. */
export const barsOf = (results: readonly NodeResult[], { from, to }: Span, now: number): readonly Bar[] => {
  const bars: Bar[] = []
  const taken = new Set<number>()
  for (const result of results) {
    const { started_at, finished_at, status } = result
    if (started_at === null || isKept(result, from)) continue
    const start = Date.parse(started_at)
    const end = finished_at === null ? now : Date.parse(finished_at)
    const left = (100 * (start - from)) / (to - from)
    const slot = Math.round((left * MAX_BARS) / 100)
    if (results.length > MAX_BARS && taken.has(slot) && status !== 'failed') continue
    taken.add(slot)
    bars.push({ left, width: Math.max(0, (100 * (end - start)) / (to - from)), status })
  }
  return bars
}

const steps = [1, 2, 5]

/** Round times for the axis, from the start of the span. */
export const ticksOf = ({ from, to }: Span, count = 5): readonly number[] => {
  const length = to - from
  const raw = length / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * (steps.find((each) => each * power >= raw) ?? 10)
  const ticks: number[] = []
  for (let tick = 0; tick <= length; tick += step) ticks.push(tick)
  return ticks
}
