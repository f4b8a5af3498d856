import { unconditional } from '../../domain/precondition.ts'
import { localize } from '../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { bodyTag, json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import { body, bodyFails, done, fails, notModified, ok } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { DashboardStats, StatsIncrement, StatsIncremented, StatsUpdate, StatsUpdated } from './schema.ts'
import type { DashboardService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['dashboard']

const getStats = createRoute({
  method: 'get',
  path: '/stats',
  operationId: 'getStats',
  access: ['read'],
  tags,
  summary: 'Get all statistics',
  description:
    'Returns the statistics set by clients and scripts, and the computed statistics. The answer is a valid body ' +
    'for PUT.',
  responses: { ...ok(DashboardStats, 'The statistics.'), ...notModified, ...fails() },
})

const updateStats = createRoute({
  method: 'put',
  path: '/stats',
  operationId: 'updateStats',
  access: ['write'],
  tags,
  summary: 'Set statistics',
  description:
    'Creates or overwrites the given statistics in one transaction. Other statistics keep their values.',
  request: { headers: Preconditions, body: body(StatsUpdate, 'The statistics to set.') },
  responses: { ...done(StatsUpdated, 'The statistics were set.'), ...bodyFails('PRECONDITION_FAILED') },
})

const incrementStats = createRoute({
  method: 'post',
  path: '/stats/increment',
  operationId: 'incrementStats',
  access: ['write'],
  tags,
  summary: 'Add to statistics',
  description:
    'Adds to the given statistics in one transaction. Concurrent requests add up. If a value would exceed ' +
    '±9007199254740991, nothing is changed.',
  request: { headers: IdempotencyKey, body: body(StatsIncrement, 'The numbers to add.') },
  responses: {
    ...done(StatsIncremented, 'The new values.'),
    ...bodyFails('STAT_OUT_OF_RANGE', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_ANSWER_DELETED'),
  },
})

export const dashboardRoutes = (dashboard: DashboardService) => {
  const router = createRouter()

  router.openapi(getStats, async (c) => json(c, success(await dashboard.stats()), 200))

  router.openapi(updateStats, async (c) => {
    const holds = precondition(c.req.valid('header'))
    const isAccepted = (current: DashboardStats) => holds(bodyTag(success(current)))
    const { stats } = c.req.valid('json')
    const updated = await dashboard.set(stats, holds === unconditional ? undefined : isAccepted)
    return json(c, success({ updated }, localize(c, messages.statsUpdated)), 200)
  })

  router.openapi(incrementStats, async (c) => {
    const stats = await dashboard.increment(c.req.valid('json').deltas)
    return json(c, success({ stats }, localize(c, messages.statsUpdated)), 200)
  })

  return router
}
