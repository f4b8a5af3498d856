import type { Database } from '../../db/client.ts'
import type { Turns } from '../../lib/async/turns.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { BucketRepository } from './bucket-repository.ts'
import type { RecentExecutions } from './ports.ts'
import { RecentService } from './recent-service.ts'
import { activityRoutes } from './routes.ts'
import { ActivityService } from './service.ts'
import { StatHistoryService } from './stats/stat-history-service.ts'
import { StatHoursRepository } from './stats/stat-hours-repository.ts'

export interface ActivityOptions {
  readonly database: Database
  readonly turns: Turns
  readonly clock: Clock
  readonly executions: RecentExecutions
}

export const composeActivity = ({ database, turns, clock, executions }: ActivityOptions) => {
  const buckets = new BucketRepository(database, turns)
  const activity = new ActivityService(buckets, clock)
  const recent = new RecentService(executions, buckets, clock)
  const statHistory = new StatHistoryService(new StatHoursRepository(database), clock)
  return { routes: [['/api/dashboard', activityRoutes({ activity, recent, statHistory })]] as const }
}
