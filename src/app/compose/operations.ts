import type { NodeTypes } from '../../engine/node-types/registry.ts'
import { bothObservers } from '../../engine/observer.ts'
import { requestMetrics } from '../../http/hooks/request-metrics.ts'
import { requestTrace } from '../../http/hooks/request-trace.ts'
import { commitMetrics } from '../../telemetry/commit-metrics.ts'
import { executionMetrics } from '../../telemetry/execution-metrics.ts'
import type { AppContext } from '../context.ts'

/** The observers of the other parts, which are built with them: metrics and, when configured, traces. */
export const composeOperations = ({ metrics, tracing }: AppContext, types: NodeTypes) => {
  const counted = executionMetrics({ registry: metrics, types: types.all.map(({ type }) => type) })
  return {
    executions: tracing ? bothObservers(counted, tracing.executions) : counted,
    commits: commitMetrics({ registry: metrics, clock: performance }),
    requests: [requestMetrics(metrics), ...(tracing ? [requestTrace(tracing.requests)] : [])],
  }
}

export type Operations = ReturnType<typeof composeOperations>
