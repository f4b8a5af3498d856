import type { Registry } from 'prom-client'
import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { ExecutionEngine } from '../../engine/engine.ts'
import type { Expressions } from '../../engine/expressions/expressions.ts'
import type { Turns } from '../../lib/async/turns.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { triggerMetrics } from '../../telemetry/trigger-metrics.ts'
import { ScheduleChanges } from './changes.ts'
import { ManualStarts } from './manual-starts.ts'
import type { StartableScripts } from './ports.ts'
import { scheduleRoutes } from './routes.ts'
import { ScheduleService } from './service.ts'
import { ReopeningRepository } from './store/reopening-repository.ts'
import { ScheduleRepository } from './store/repository.ts'
import { TickRepository } from './store/tick-repository.ts'
import { tickRoutes } from './tick-routes.ts'
import { ActiveRuns } from './ticking/active-runs.ts'
import { Reopener } from './ticking/reopener.ts'
import { TickStarter } from './ticking/starter.ts'
import { Ticker } from './ticking/ticker.ts'
import { Timings } from './ticking/timing.ts'
import { UndecidedTicks } from './ticking/undecided-ticks.ts'

/** The part that the engine reports ends to. */
export const composeActiveRuns = () => new ActiveRuns()

export interface SchedulesOptions {
  readonly database: Database
  readonly writer: Writer
  readonly engine: ExecutionEngine
  readonly active: ActiveRuns
  readonly scripts: StartableScripts
  readonly expressions: Expressions
  readonly turns: Turns
  readonly nextId: NextId
  /** Executions per second; 0 for no limit. */
  readonly triggerRateLimit: number
  readonly clock: Clock
  readonly leadership: Leadership
  readonly logger: Logger
  readonly metrics: Registry
}

/** Nothing ticks until `ticker` is started. */
export const composeSchedules = (options: SchedulesOptions) => {
  const { database, writer, active, clock, triggerRateLimit: perSecond, logger } = options
  const repository = new ScheduleRepository(database, writer)
  const timings = new Timings()
  const rate = perSecond > 0 ? new TokenBuckets({ perSecond, clock }) : undefined
  const metrics = triggerMetrics(options.metrics)
  const ticks = new TickRepository(database, writer)
  const undecided = new UndecidedTicks({ ...options, ticks, timings })
  const shared = { ...options, repository, ticks, undecided, timings, metrics }
  const starter = new TickStarter({ ...shared, rate })
  const reopener = new Reopener({ ...shared, reopening: new ReopeningRepository(database, writer) })
  const ticker = new Ticker({ ...shared, starter, reopener })
  const changes = new ScheduleChanges(shared)
  const service = new ScheduleService({ ...shared, changes, reschedule: () => ticker.reschedule() })
  const starts = new ManualStarts({ ...shared, schedules: service, starter })
  active.onEnd((scheduleId, status) => {
    if (status !== 'failed' && status !== 'timed_out') return
    service.pauseAfterFailures(scheduleId).then(
      (isPaused) =>
        isPaused && logger.warn({ schedule_id: scheduleId }, 'a schedule was paused after failures'),
      (error) => logger.error({ err: error, schedule_id: scheduleId }, 'a schedule cannot be paused'),
    )
  })
  return {
    ticker,
    metrics,
    routes: [
      ['/api/schedules', scheduleRoutes(service)],
      ['/api/schedules', tickRoutes(service, starts)],
    ] as const,
  }
}
