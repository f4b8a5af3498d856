import { Counter, Histogram, type Registry } from 'prom-client'
import { FOLLOW_UP_KINDS } from '../domain/triggers/trigger.ts'

/** Counts what schedules, webhooks and ends of executions start, and how late. */
export const triggerMetrics = (registry: Registry) => {
  const registers = [registry]
  const started = new Counter({
    name: 'scriptd_trigger_started_total',
    help: 'Executions that schedules (kind tick, manual or backfill), webhooks, and ends of others (on_failure, on_success) have started.',
    labelNames: ['kind'],
    registers,
  })
  const skipped = new Counter({
    name: 'scriptd_trigger_skipped_total',
    help: 'Ticks of schedules, deliveries to webhooks and ends of executions that have started nothing, by kind and reason.',
    labelNames: ['kind', 'reason'],
    registers,
  })
  const missed = new Counter({
    name: 'scriptd_trigger_missed_total',
    help: 'Ticks of schedules that were missed, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const lateness = new Histogram({
    name: 'scriptd_trigger_lateness_seconds',
    help: 'Time from when a tick was to start until its execution was on disk.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60],
    registers,
  })
  for (const kind of ['tick', 'manual', 'backfill', 'webhook', ...FOLLOW_UP_KINDS]) started.inc({ kind }, 0)
  missed.inc({ reason: 'outage' }, 0)
  return {
    started(kind: string, lateMs: number) {
      started.inc({ kind })
      if (kind === 'tick') lateness.observe(Math.max(0, lateMs) / 1000)
    },
    skipped: (kind: string, reason: string) => skipped.inc({ kind, reason }),
    missed: (reason: string, ticks: number) => missed.inc({ reason }, ticks),
  }
}
