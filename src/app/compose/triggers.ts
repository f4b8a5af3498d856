import { composeSchedules, type SchedulesOptions } from '../../features/schedules/compose.ts'
import { composeWebhooks, type WebhooksOptions } from '../../features/webhooks/compose.ts'

/** What starts scripts by itself. Nothing ticks until `ticker` is started. */
export const composeTriggers = (options: SchedulesOptions & Omit<WebhooksOptions, 'metrics'>) => {
  const schedules = composeSchedules(options)
  const webhooks = composeWebhooks({ ...options, metrics: schedules.metrics })
  return {
    ticker: schedules.ticker,
    receiver: webhooks.receiver,
    routes: [...schedules.routes, ...webhooks.routes],
  }
}
