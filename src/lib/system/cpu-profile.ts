/** A V8 CPU profile, the content of a `.cpuprofile` file. Times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly startTime: number
  readonly endTime: number
  /** Node id of each sample. */
  readonly samples?: readonly number[] | undefined
  /** Time from the previous sample, or from the start, to each sample. */
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
  /** 0-based. */
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface FunctionTime {
  readonly function: string
  readonly url: string
  /** 1-based; 0 for native code. */
  readonly line: number
  /** In the function itself. */
  readonly self_ms: number
  readonly self_percent: number
  /** In the function and everything that it called. */
  readonly total_ms: number
  readonly total_percent: number
}

interface Times {
  readonly frame: CallFrame
  self: number
  total: number
}

// The root is on every stack, and idle time is not the time of any function.
const NO_FUNCTIONS: ReadonlySet<string> = new Set(['(root)', '(idle)'])

/** Time per function, in no order; percentages are of the whole profile, idle time included. */
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

/** The functions with the highest self or total time; functions without any are left out. */
export const topFunctions = (
  functions: readonly FunctionTime[],
  by: 'self_ms' | 'total_ms',
  count: number,
): FunctionTime[] =>
  functions
    .filter((each) => each[by] > 0)
    .sort((a, b) => b[by] - a[by])
    .slice(0, count)

/** A sample covers the time until the next one. V8 may list samples out of order. */
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

/** Recursion counts once: only the outermost call of a function adds to its total time. */
const timesByFunction = (profile: CpuProfile): Iterable<Times> => {
  const self = selfTimes(profile)
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const times = new Map<string, Times>()
  const open = new Set<string>()

  /** The time in the node and below it. V8 records at most 255 frames, so the recursion is bounded. */
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
