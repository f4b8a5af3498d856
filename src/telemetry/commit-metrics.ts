import { Histogram, type Registry } from 'prom-client'
import type { CommitOutcome, WatchCommit } from '../db/writer.ts'
import type { Clock } from '../lib/time/clock.ts'

export interface CommitMetricsOptions {
  readonly registry: Registry
  readonly clock: Pick<Clock, 'now'>
}

const outcomes: readonly CommitOutcome[] = ['ok', 'refused', 'failed']

/** Measures the transactions of a writer. */
export const commitMetrics = ({ registry, clock }: CommitMetricsOptions): WatchCommit => {
  const registers = [registry]
  const size = new Histogram({
    name: 'scriptd_db_commit_writes',
    help: 'Writes that shared one transaction.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
    registers,
  })
  const duration = new Histogram({
    name: 'scriptd_db_commit_duration_seconds',
    help: 'Duration of a transaction until it is on disk, including the wait for a lock, by outcome.',
    labelNames: ['outcome'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  // Without an initial zero, the first failure would not count as an increase.
  for (const outcome of outcomes) duration.zero({ outcome })
  return (writes) => {
    const startedAt = clock.now()
    size.observe(writes)
    return (outcome) => duration.observe({ outcome }, (clock.now() - startedAt) / 1000)
  }
}
