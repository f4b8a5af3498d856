import type { Clock } from '../../lib/time/clock.ts'
import type { BucketRepository } from './bucket-repository.ts'
import { exactPercentile } from './percentiles.ts'
import type { NodeRun, RecentExecutions, RecentFilter } from './ports.ts'
import { average } from './rounding.ts'
import type {
  Distribution,
  ErrorCount,
  NodeActivity,
  QueueState,
  RecentListQuery,
  RecentQuery,
  SlowNodes,
} from './schema.ts'

const DAY_MS = 24 * 3_600_000

/** Statistics of stored executions about nodes, errors and the queue. */
export class RecentService {
  readonly #executions: RecentExecutions
  readonly #buckets: Pick<BucketRepository, 'names'>
  readonly #clock: Clock

  constructor(executions: RecentExecutions, buckets: Pick<BucketRepository, 'names'>, clock: Clock) {
    this.#executions = executions
    this.#buckets = buckets
    this.#clock = clock
  }

  async nodes({ limit, ...query }: RecentListQuery): Promise<SlowNodes> {
    const nodes = new Map<string, NodeRuns>()
    const { executions, isComplete } = await this.#executions.eachNodeRun(this.#filter(query), (run) => {
      const key = `${run.scriptId} ${run.nodeId}`
      const known = nodes.get(key) ?? { run, durations: [], failed: 0 }
      nodes.set(key, known)
      known.durations.push(run.durationMs)
      if (run.isFailed) known.failed++
    })
    const slowest = [...nodes.values()]
      .map(toActivity)
      .sort((a, b) => (b.p95_duration_ms ?? 0) - (a.p95_duration_ms ?? 0))
      .slice(0, limit)
    const names = await this.#buckets.names([...new Set(slowest.map(({ script_id }) => script_id))])
    const named = slowest.map((node) => ({ ...node, script_name: names.get(node.script_id) ?? null }))
    return { executions, complete: isComplete, nodes: named }
  }

  async errors({ limit, ...query }: RecentListQuery): Promise<ErrorCount[]> {
    return (await this.#executions.failures(this.#filter(query))).slice(0, limit)
  }

  async queue(query: RecentQuery): Promise<QueueState> {
    const waits: number[] = []
    const lateness: number[] = []
    const { executions, isComplete } = await this.#executions.eachStart(
      this.#filter(query),
      ({ createdAt, startedAt, scheduledAt }) => {
        waits.push(Math.max(0, startedAt - Math.max(createdAt, scheduledAt ?? 0)))
        if (scheduledAt !== undefined) lateness.push(Math.max(0, startedAt - scheduledAt))
      },
    )
    return {
      queued_since: (await this.#executions.queuedSince()) ?? null,
      executions,
      complete: isComplete,
      waits: distributionOf(waits),
      lateness: distributionOf(lateness),
    }
  }

  #filter({ since, until, script_id: scriptId }: RecentQuery): RecentFilter {
    const end = until === undefined ? this.#clock.now() : Date.parse(until)
    return { since: since === undefined ? end - DAY_MS : Date.parse(since), until: end, scriptId }
  }
}

interface NodeRuns {
  /** Its first run. */
  readonly run: NodeRun
  readonly durations: number[]
  failed: number
}

const toActivity = ({ run, durations, failed }: NodeRuns): Omit<NodeActivity, 'script_name'> => {
  const { count, average_ms, p50_ms, p95_ms, longest_ms } = distributionOf(durations)
  return {
    script_id: run.scriptId,
    node_id: run.nodeId,
    type: run.type,
    runs: count,
    failed,
    average_duration_ms: average_ms,
    p50_duration_ms: p50_ms,
    p95_duration_ms: p95_ms,
    longest_duration_ms: longest_ms,
  }
}

const distributionOf = (values: readonly number[]): Distribution => {
  const sorted = [...values].sort((a, b) => a - b)
  const all = sorted.reduce((sum, value) => sum + value, 0)
  return {
    count: sorted.length,
    average_ms: average(all, sorted.length),
    p50_ms: exactPercentile(sorted, 0.5),
    p95_ms: exactPercentile(sorted, 0.95),
    p99_ms: exactPercentile(sorted, 0.99),
    longest_ms: sorted.at(-1) ?? null,
  }
}
