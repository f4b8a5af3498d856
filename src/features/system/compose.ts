import type { Registry } from 'prom-client'
import type { Database } from '../../db/client.ts'
import { DISK_IS_FULL } from '../../db/errors.ts'
import { isMigrated, type Migration } from '../../db/migrate.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { metricsRoutes } from './metrics-routes.ts'
import { profileRoutes } from './profile-routes.ts'
import { Profiler } from './profiler.ts'
import { systemRoutes } from './routes.ts'
import { type EngineState, HealthService, type WriteProblem } from './service.ts'

export interface SystemOptions {
  readonly database: Database
  readonly migrations: readonly Migration[]
  readonly clock: Clock
  readonly metrics: Registry
  readonly engine: ExecutionEngine
}

/** What operators look at: health, metrics and profiles. */
export const composeSystem = ({ database, migrations, clock, metrics, engine }: SystemOptions) => {
  const leaving = new AbortController()
  const engineState = (): EngineState => {
    if (leaving.signal.aborted) return 'stopping'
    return engine.isOpen ? 'working' : 'waiting'
  }
  const health = new HealthService({
    isMigrated: () => isMigrated(database, migrations),
    writeProblem: () => writeProblemOf(database),
    engineState,
    clock: { now: () => performance.now(), sleep: clock.sleep },
  })
  const profiler = new Profiler({ clock, leaving: leaving.signal })
  return {
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

const writeProblemOf = ({ writeProblem }: Database): WriteProblem | undefined => {
  if (writeProblem === undefined) return undefined
  return writeProblem === DISK_IS_FULL ? 'database_full' : 'database_not_writable'
}
