/** A CPU profile as V8 makes it, and as `.cpuprofile` files hold it. Times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly startTime: number
  readonly endTime: number
  /** The id of the node that each sample met. */
  readonly samples?: readonly number[] | undefined
  /** The time from the sample before, or from the start, to each sample. */
  readonly timeDeltas?: readonly number[] | undefined
}

export interface ProfileNode {
  readonly id: number
  readonly callFrame: CallFrame
  readonly children?: readonly number[] | undefined
}

export interface CallFrame {
  readonly functionName: string
  readonly url: string
  /** From 0. */
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface FunctionTime {
  readonly function: string
  readonly url: string
  /** From 1; 0 for what is no JavaScript. */
  readonly line: number
  /** In the function itself. */
  readonly self_ms: number
  readonly self_percent: number
  /** In the function and all that it called. */
  readonly total_ms: number
  readonly total_percent: number
}

interface Times {
  readonly frame: CallFrame
  self: number
  total: number
}

// The root is in every sample, and while it is idle the processor does something else.
const NO_FUNCTIONS: ReadonlySet<string> = new Set(['(root)', '(idle)'])

/** The time that functions took, in no order; percentages are of the whole profile, idle time included. */
export const functionTimes = (profile: CpuProfile): FunctionTime[] => {
  const length = Math.max(1, profile.endTime - profile.startTime)
  const ms = (time: number) => Math.round(time) / 1000
  const percent = (time: number) => Math.round((time / length) * 10_000) / 100
  return [...timesByFunction(profile)]
    .filter(({ frame }) => !NO_FUNCTIONS.has(frame.functionName))
    .map(({ frame, self, total }) => ({
      function: frame.functionName || '(anonymous)',
      url: frame.url,
      line: frame.lineNumber + 1,
      self_ms: ms(self),
      self_percent: percent(self),
      total_ms: ms(total),
      total_percent: percent(total),
    }))
}

/** Those that took most, of the time in themselves or of the whole; those that took none are left out. */
export const topFunctions = (
  functions: readonly FunctionTime[],
  by: 'self_ms' | 'total_ms',
  count: number,
): FunctionTime[] =>
  functions
    .filter((each) => each[by] > 0)
    .sort((a, b) => b[by] - a[by])
    .slice(0, count)

/** A sample stands for the time until the next one. V8 may tell samples out of order. */
const selfTimes = ({ startTime, endTime, samples = [], timeDeltas = [] }: CpuProfile) => {
  let time = startTime
  const taken = samples.map((id, index) => {
    time += timeDeltas[index] ?? 0
    return { id, time }
  })
  taken.sort((a, b) => a.time - b.time)
  const self = new Map<number, number>()
  for (const [index, { id, time }] of taken.entries()) {
    const until = taken[index + 1]?.time ?? Math.max(time, endTime)
    self.set(id, (self.get(id) ?? 0) + until - time)
  }
  return self
}

/** A function that calls itself counts the time below once, for its outermost call. */
const timesByFunction = (profile: CpuProfile): Iterable<Times> => {
  const self = selfTimes(profile)
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const times = new Map<string, Times>()
  const open = new Set<string>()

  /** Gives the time in the node and below it. V8 records 255 frames at most, so that this cannot go too deep. */
  const visit = ({ id, callFrame: frame, children = [] }: ProfileNode): number => {
    const key = `${frame.functionName} ${frame.url}:${frame.lineNumber}:${frame.columnNumber}`
    const known = times.get(key) ?? { frame, self: 0, total: 0 }
    times.set(key, known)
    const isOutermost = !open.has(key)
    open.add(key)
    const own = self.get(id) ?? 0
    let total = own
    for (const child of children) {
      const node = nodes.get(child)
      if (node) total += visit(node)
    }
    known.self += own
    if (isOutermost) {
      known.total += total
      open.delete(key)
    }
    return total
  }

  const [root] = profile.nodes
  if (root) visit(root)
  return times.values()
}
