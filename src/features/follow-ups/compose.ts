import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import { FollowUps, type FollowUpsOptions } from './follow-ups.ts'
import { FollowUpRepository } from './repository.ts'
import { followUpRoutes } from './routes.ts'
import { FollowUpStarter, type FollowUpStarterOptions } from './starter.ts'

export interface FollowUpFeatureOptions
  extends Omit<FollowUpStarterOptions, 'repository' | 'rate'>,
    Omit<FollowUpsOptions, 'repository' | 'starter'> {
  readonly database: Database
  readonly writer: Writer
  /** Executions per second; 0 for no limit. */
  readonly triggerRateLimit: number
}

/** Nothing starts until `followUps` is started. */
export const composeFollowUps = (options: FollowUpFeatureOptions) => {
  const { database, writer, executions, clock, triggerRateLimit: perSecond } = options
  const repository = new FollowUpRepository(database, writer)
  const rate = perSecond > 0 ? new TokenBuckets({ perSecond, clock }) : undefined
  const starter = new FollowUpStarter({ ...options, repository, rate })
  const followUps = new FollowUps({ ...options, repository, starter })
  executions.onFollowUps(() => followUps.wake())
  return { followUps, routes: [['/api/follow-ups', followUpRoutes(repository)]] as const }
}
