import { localize } from '../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import {
  DashboardStats,
  SeriesQuery,
  StatsIncrement,
  StatsIncremented,
  StatsUpdate,
  StatsUpdated,
  TimeBucket,
} from './schema.ts'
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
    'The statistics that were set or counted, and the computed ones. The answer is a legal body for PUT.',
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
    'Creates or overwrites the named statistics, all in one transaction, and leaves the others alone.',
  request: { body: body(StatsUpdate, 'The statistics to set.') },
  responses: { ...done(StatsUpdated, 'The statistics were set.'), ...bodyFails() },
})

const incrementStats = createRoute({
  method: 'post',
  path: '/stats/increment',
  operationId: 'incrementStats',
  access: ['write'],
  tags,
  summary: 'Add to statistics',
  description:
    'Adds to the named statistics, all in one transaction; calls at the same time all count. When one of them ' +
    'would leave ±9007199254740991, none is changed.',
  request: { headers: IdempotencyKey, body: body(StatsIncrement, 'What to add.') },
  responses: {
    ...done(StatsIncremented, 'The new values.'),
    ...bodyFails('STAT_OUT_OF_RANGE', 'IDEMPOTENCY_KEY_REUSED'),
  },
})

const getTimeseries = createRoute({
  method: 'get',
  path: '/timeseries',
  operationId: 'getTimeseries',
  access: ['read'],
  tags,
  summary: 'Get executions over time',
  description:
    'How many executions ended in each bucket and how long they took, ascending, at most 1000 buckets. Buckets in ' +
    'which none ended are there too.',
  request: { query: SeriesQuery },
  responses: { ...page(TimeBucket, 'The buckets.'), ...notModified, ...fails('VALIDATION_FAILED') },
})

export const dashboardRoutes = (dashboard: DashboardService) => {
  const router = createRouter()

  router.openapi(getStats, async (c) => json(c, success(await dashboard.stats()), 200))

  router.openapi(updateStats, async (c) => {
    const updated = await dashboard.set(c.req.valid('json').stats)
    return json(c, success({ updated }, localize(c, messages.statsUpdated)), 200)
  })

  router.openapi(incrementStats, async (c) => {
    const stats = await dashboard.increment(c.req.valid('json').deltas)
    return json(c, success({ stats }, localize(c, messages.statsUpdated)), 200)
  })

  router.openapi(getTimeseries, async (c) =>
    json(c, list(await dashboard.timeseries(c.req.valid('query'))), 200),
  )

  return router
}
