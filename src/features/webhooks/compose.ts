import type { Database } from '../../db/client.ts'
import type { Writer } from '../../db/writer.ts'
import type { Expressions } from '../../engine/expressions/expressions.ts'
import type { SecretStore } from '../../engine/ports.ts'
import type { Receiver } from '../../http/receiver.ts'
import { TokenBuckets } from '../../lib/store/token-buckets.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'
import { AnswerWaiter, type AnswerWaiterOptions } from './answering/answer-waiter.ts'
import { RequestCheck } from './auth/request-check.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { AbandonedFiles } from './files/abandoned-files.ts'
import { DeliveryAcceptor, type DeliveryAcceptorOptions } from './receiving/delivery-acceptor.ts'
import { DeliveryLog, type DeliveryLogOptions } from './receiving/delivery-log.ts'
import { DeliveryRules } from './receiving/delivery-rules.ts'
import { DeliveryStarter, type DeliveryStarterOptions } from './receiving/delivery-starter.ts'
import { hookOperations } from './receiving/hook-routes.ts'
import { ManualReceiver } from './receiving/manual-receiver.ts'
import { type ReceiverOptions, webhookReceiver } from './receiving/middleware.ts'
import { webhookRoutes } from './routes.ts'
import { WebhookService } from './service.ts'
import { RecordRepository } from './store/record-repository.ts'
import { WebhookRepository } from './store/repository.ts'

export interface WebhooksOptions
  extends Omit<DeliveryStarterOptions, 'repository' | 'rate'>,
    Omit<DeliveryAcceptorOptions, 'rules' | 'starter' | 'log' | 'rates'>,
    Omit<ReceiverOptions, 'repository' | 'starter' | 'check' | 'acceptor' | 'log' | 'waiter'>,
    AnswerWaiterOptions,
    Omit<DeliveryLogOptions, 'records'> {
  readonly clock: AlarmClock
  readonly expressions: Expressions
  readonly secrets: SecretStore
  readonly database: Database
  readonly writer: Writer
  readonly resources: AsyncDisposableStack
  /** Executions per second; 0 for no limit. */
  readonly triggerRateLimit: number
}

/** `receiver` belongs before everything that asks for a key. The job does nothing until it is started. */
export const composeWebhooks = (options: WebhooksOptions) => {
  const { database, writer, clock, triggerRateLimit: perSecond } = options
  const repository = new WebhookRepository(database, writer)
  const rate = perSecond > 0 ? new TokenBuckets({ perSecond, clock }) : undefined
  const records = new RecordRepository(database, writer)
  const rules = new DeliveryRules(options.expressions)
  const log = new DeliveryLog({ ...options, records })
  const waiter = new AnswerWaiter(options)
  const check = new RequestCheck(options)
  const starter = new DeliveryStarter({ ...options, repository, rate })
  // Each webhook has a rate of its own.
  const rates = new TokenBuckets({ perSecond: 1, clock })
  const acceptor = new DeliveryAcceptor({ ...options, rules, starter, log, rates })
  const manual = new ManualReceiver({ ...options, repository, starter, acceptor, log })
  const service = new WebhookService({ ...options, repository, records, rules, log })
  options.resources.defer(() => log.settled())
  return {
    jobs: { abandonedFiles: new AbandonedFiles(options) },
    receiver: {
      path: '/hooks/*',
      handler: webhookReceiver({ ...options, repository, starter, check, acceptor, log, waiter }),
      operations: hookOperations,
    } satisfies Receiver,
    routes: [
      ['/api/webhooks', webhookRoutes(service)],
      ['/api/webhooks', deliveryRoutes(service, manual)],
    ] as const,
  }
}
