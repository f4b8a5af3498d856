import { Counter, Histogram, type Registry } from 'prom-client'
import { TRIGGER_KINDS } from '../domain/triggers/trigger.ts'
import { type ExecutionObserver, NO_OBSERVER } from '../engine/observer.ts'
import { type ExecutionRecord, FINAL_STATUSES, type NodeRecord } from '../engine/records.ts'

export interface ExecutionMetricsOptions {
  readonly registry: Registry
  /** Known node types; any other has the label `unknown`, so that scripts cannot create labels. */
  readonly types: readonly string[]
}

// Nodes take less than a millisecond, executions can wait for hours.
const buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3600]

/** Counts and measures executions and nodes. */
export const executionMetrics = ({ registry, types }: ExecutionMetricsOptions): ExecutionObserver => {
  const registers = [registry]
  const executionDuration = new Histogram({
    name: 'scriptd_execution_duration_seconds',
    help: 'Time from the start of an execution to its end, by kind (script or ad_hoc) and final status.',
    labelNames: ['kind', 'status'],
    buckets,
    registers,
  })
  // Without an initial zero, the first failure would not count as an increase.
  for (const status of FINAL_STATUSES) executionDuration.zero({ kind: 'script', status })
  const started = new Counter({
    name: 'scriptd_executions_started_total',
    help: 'Executions of scripts that have started to run, by the kind of their trigger; those of a restart not again.',
    labelNames: ['trigger'],
    registers,
  })
  for (const trigger of TRIGGER_KINDS) started.inc({ trigger }, 0)
  const lateness = new Histogram({
    name: 'scriptd_executions_lateness_seconds',
    help: 'Time from when a delayed execution was to start until it ran, by the kind of its trigger (api or batch).',
    labelNames: ['trigger'],
    buckets,
    registers,
  })
  const nodeDuration = new Histogram({
    name: 'scriptd_node_duration_seconds',
    help: 'Time from the start of a node to its end, retries included.',
    labelNames: ['type', 'status'],
    buckets,
    registers,
  })
  const skipped = new Counter({
    name: 'scriptd_nodes_skipped_total',
    help: 'Nodes that did not run because no connection to them was taken.',
    labelNames: ['type'],
    registers,
  })
  const known = new Set(types)
  const typeOf = ({ type }: NodeRecord) => (known.has(type) ? type : 'unknown')
  return {
    ...NO_OBSERVER,
    executionStarted({ script_id, attempts, trigger, started_at }: ExecutionRecord) {
      if (script_id === null || attempts > 1) return
      started.inc({ trigger: trigger.kind })
      if (trigger.scheduled_at === null || trigger.kind === 'schedule' || started_at === null) return
      const lateMs = Date.parse(started_at) - Date.parse(trigger.scheduled_at)
      lateness.observe({ trigger: trigger.kind }, Math.max(0, lateMs) / 1000)
    },
    executionEnded({ script_id, status, duration_ms }: ExecutionRecord) {
      const kind = script_id === null ? 'ad_hoc' : 'script'
      executionDuration.observe({ kind, status }, (duration_ms ?? 0) / 1000)
    },
    nodeEnded(_execution, node) {
      const { status, duration_ms } = node
      if (status === 'skipped') skipped.inc({ type: typeOf(node) })
      else nodeDuration.observe({ type: typeOf(node), status }, (duration_ms ?? 0) / 1000)
    },
  }
}
