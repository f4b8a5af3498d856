import { Gauge, type Registry } from 'prom-client'
import type { HoldMonitor } from './hold-monitor.ts'

/** The longest hold of the event loop, labelled with its cause: always one series. */
export const holdGauge = (registry: Registry, monitor: Pick<HoldMonitor, 'longest'>): void => {
  new Gauge({
    name: 'scriptd_event_loop_longest_hold_seconds',
    help: 'The longest hold of the event loop in the last one to two minutes, in processor time, by its cause.',
    labelNames: ['cause'],
    registers: [registry],
    collect() {
      const { ms, cause } = monitor.longest
      this.reset()
      this.set({ cause }, ms / 1000)
    },
  })
}
