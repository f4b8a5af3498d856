import type { NodeTypes } from '../../engine/node-types/registry.ts'
import { bothObservers } from '../../engine/observer.ts'
import { requestMetrics } from '../../http/hooks/request-metrics.ts'
import { requestTrace } from '../../http/hooks/request-trace.ts'
import { threadProcessorMs } from '../../lib/system/processor-time.ts'
import { commitMetrics } from '../../telemetry/commit-metrics.ts'
import { holdGauge } from '../../telemetry/event-loop/hold-gauge.ts'
import { HoldMonitor } from '../../telemetry/event-loop/hold-monitor.ts'
import { markCommits, markNodes, markRequests } from '../../telemetry/event-loop/marks.ts'
import { executionMetrics } from '../../telemetry/execution-metrics.ts'
import type { AppContext } from '../context.ts'

/** The observers of the other parts, which are built with them: metrics and, when configured, traces. */
export const composeOperations = (context: AppContext, nodeTypes: NodeTypes) => {
  const { metrics, tracing } = context
  const holds = composeHoldMonitor(context)
  const types = nodeTypes.all.map(({ type }) => type)
  const counted = bothObservers(markNodes(holds, types), executionMetrics({ registry: metrics, types }))
  return {
    executions: tracing ? bothObservers(counted, tracing.executions) : counted,
    commits: markCommits(holds, commitMetrics({ registry: metrics, clock: performance })),
    requests: [
      markRequests(holds),
      requestMetrics(metrics),
      ...(tracing ? [requestTrace(tracing.requests)] : []),
    ],
  }
}

const composeHoldMonitor = ({ logger, metrics, resources }: AppContext): HoldMonitor => {
  const now = () => performance.now()
  const monitor = new HoldMonitor({ logger, now, processorMs: threadProcessorMs })
  holdGauge(metrics, monitor)
  resources.defer(monitor.start())
  return monitor
}

export type Operations = ReturnType<typeof composeOperations>
