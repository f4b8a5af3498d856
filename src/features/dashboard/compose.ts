import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { StatsRepository } from './repository.ts'
import { dashboardRoutes } from './routes.ts'
import { DashboardService } from './service.ts'

export interface DashboardOptions {
  readonly database: Database
  readonly writer: Writer
  readonly clock: Clock
}

/** `stats` are the counters that nodes increment. */
export const composeDashboard = ({ database, writer, clock }: DashboardOptions) => {
  const stats = new StatsRepository(database, writer, clock)
  return {
    stats,
    routes: [['/api/dashboard', dashboardRoutes(new DashboardService(stats))]] as const,
  }
}
