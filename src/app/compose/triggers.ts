import type { Config } from '../../config/config.ts'
import { composeFollowUps, type FollowUpFeatureOptions } from '../../features/follow-ups/compose.ts'
import { composeSchedules, type SchedulesOptions } from '../../features/schedules/compose.ts'
import { composeWebhooks, type WebhooksOptions } from '../../features/webhooks/compose.ts'

export type TriggersOptions = SchedulesOptions &
  Omit<WebhooksOptions, 'metrics' | 'executeWaitMs'> &
  Omit<FollowUpFeatureOptions, 'executions' | 'onFailureScript' | 'metrics'> & {
    readonly config: Config
    readonly store: FollowUpFeatureOptions['executions']
  }

/** What starts scripts by itself. Nothing starts until the jobs are started. */
export const composeTriggers = (options: TriggersOptions) => {
  const { config } = options
  const schedules = composeSchedules(options)
  const { metrics } = schedules
  const webhooks = composeWebhooks({ ...options, executeWaitMs: config.engine.executeWaitMs, metrics })
  const followUps = composeFollowUps({
    ...options,
    executions: options.store,
    onFailureScript: config.engine.onFailureScript,
    metrics,
  })
  return {
    jobs: { ticker: schedules.ticker, followUps: followUps.followUps, ...webhooks.jobs },
    receiver: webhooks.receiver,
    routes: [...schedules.routes, ...webhooks.routes, ...followUps.routes],
  }
}
