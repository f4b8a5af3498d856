import type { Registry } from 'prom-client'
import type { Database } from '../../db/client.ts'
import { isMigrated, type Migration } from '../../db/migrate.ts'
import type { Writer } from '../../db/writer.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import type { NodeTypes } from '../../engine/node-types/registry.ts'
import { bothObservers } from '../../engine/observer.ts'
import { requestMetrics } from '../../http/hooks/request-metrics.ts'
import { requestTrace } from '../../http/hooks/request-trace.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { commitMetrics } from '../../telemetry/commit-metrics.ts'
import { executionMetrics } from '../../telemetry/execution-metrics.ts'
import type { Tracing } from '../../telemetry/tracing.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { profileRoutes } from './profile-routes.ts'
import { Profiler } from './profiler.ts'
import { systemRoutes } from './routes.ts'
import { type EngineState, HealthService } from './service.ts'

export interface SystemOptions {
  readonly database: Database
  readonly migrations: readonly Migration[]
  readonly types: NodeTypes
  readonly clock: Clock
  readonly metrics: Registry
  readonly tracing: Tracing | undefined
  /** The watched parts are built with the observers of this one, so they are looked up at their first use. */
  engine(): ExecutionEngine
  writer(): Writer
}

/** What operators watch the other parts with: health, metrics, traces and profiles. */
export const composeSystem = (options: SystemOptions) => {
  const { database, migrations, types, clock, metrics, tracing, engine, writer } = options
  const leaving = new AbortController()
  const engineState = (): EngineState => {
    if (leaving.signal.aborted) return 'stopping'
    return engine().isOpen ? 'working' : 'waiting'
  }
  const health = new HealthService({
    askDatabase: () => database.execute('SELECT 1'),
    isMigrated: () => isMigrated(database, migrations),
    engineState,
    clock: { now: () => performance.now(), sleep: clock.sleep },
  })
  const profiler = new Profiler({ clock, leaving: leaving.signal })
  const counted = executionMetrics({
    registry: metrics,
    types: types.all.map(({ type }) => type),
    load: () => engine().load,
  })
  return {
    observer: tracing ? bothObservers(counted, tracing.executions) : counted,
    watchCommit: commitMetrics({ registry: metrics, clock: performance, waiting: () => writer().waiting }),
    stages: [requestMetrics(metrics), ...(tracing ? [requestTrace(tracing.requests)] : [])],
    routes: [
      ['/api/debug', profileRoutes(profiler)],
      ['/', systemRoutes(health)],
      ['/', metricsRoutes(metrics)],
    ] as const,
    /** Makes the readiness probe fail and ends profiles, so that nothing holds up a stop. */
    leave: () => leaving.abort(),
    close: () => profiler.close(),
  }
}
