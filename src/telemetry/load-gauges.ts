import type { Registry } from 'prom-client'
import type { EngineLoad } from '../engine/engine.ts'
import { gaugeOf } from './metrics.ts'

export interface LoadSources {
  readonly engine: { readonly load: EngineLoad }
  readonly writer: { readonly waiting: number }
}

/** Gauges of the work that runs and waits in the engine and in the writer. */
export const loadGauges = (registry: Registry, { engine, writer }: LoadSources): void => {
  gaugeOf(registry, {
    name: 'scriptd_executions_running',
    help: 'Executions of scripts that are running.',
    value: () => engine.load.running,
  })
  gaugeOf(registry, {
    name: 'scriptd_executions_queued',
    help: 'Executions of scripts that wait in the queue.',
    value: () => engine.load.queued,
  })
  gaugeOf(registry, {
    name: 'scriptd_executions_scheduled',
    help: 'Executions of scripts that wait for their time, outside the queue.',
    value: () => engine.load.scheduled,
  })
  gaugeOf(registry, {
    name: 'scriptd_executions_waiting',
    help: 'Executions of scripts that have started and wait on disk for an event or a time.',
    value: () => engine.load.waiting,
  })
  gaugeOf(registry, {
    name: 'scriptd_db_writes_waiting',
    help: 'Writes that wait for the next transaction.',
    value: () => writer.waiting,
  })
}
