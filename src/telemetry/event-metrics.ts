import { Counter, type Registry } from 'prom-client'

/** Counts the events that are sent to executions. */
export const eventMetrics = (registry: Registry) => {
  const sent = new Counter({
    name: 'scriptd_events_total',
    help: 'Events that were sent to executions, by way (execution, all or link) and outcome.',
    labelNames: ['way', 'outcome'],
    registers: [registry],
  })
  for (const way of ['execution', 'all', 'link']) sent.inc({ way, outcome: 'delivered' }, 0)
  return { sent: (way: string, outcome: string) => sent.inc({ way, outcome }) }
}
