import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Config } from '../../../config/config.ts'

/**
 * The metrics of this process; one of several hosts has its name as their label `host`. They observe the event loop and
 * the garbage collector until the process exits.
 */
export const createMetrics = ({ hosts }: Pick<Config, 'hosts'>, host: string): Registry => {
  const metrics = new Registry()
  if (hosts) metrics.setDefaultLabels({ host })
  collectDefaultMetrics({ register: metrics })
  return metrics
}
