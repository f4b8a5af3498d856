import { json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import { fails, notModified, ok, page } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { RecentService } from './recent-service.ts'
import {
  ActivityQuery,
  ErrorCount,
  QueueState,
  RecentListQuery,
  RecentQuery,
  ScriptActivity,
  SeriesQuery,
  SlowNodes,
  StatHistory,
  StatHistoryQuery,
  TimeBucket,
} from './schema.ts'
import type { ActivityService } from './service.ts'
import type { StatHistoryService } from './stats/stat-history-service.ts'

const tags = ['dashboard']

const getTimeseries = createRoute({
  method: 'get',
  path: '/timeseries',
  operationId: 'getTimeseries',
  access: ['read'],
  tags,
  summary: 'Get executions over time',
  description:
    'Returns the number and durations of the executions that ended in each bucket, in ascending order. Empty buckets are ' +
    'included. The limit is 1000 buckets. Executions count for as long as the server exists, also when they were deleted ' +
    'by retention.',
  request: { query: SeriesQuery },
  responses: { ...page(TimeBucket, 'The buckets.'), ...notModified, ...fails() },
})

const listScriptActivity = createRoute({
  method: 'get',
  path: '/scripts',
  operationId: 'listScriptActivity',
  access: ['read'],
  tags,
  summary: 'List the slowest or busiest scripts',
  description:
    'Returns the number and durations of the executions of each script that ended in a period: of the scripts with the ' +
    'largest numbers, such as the slowest. The limit is 1000 buckets.',
  request: { query: ActivityQuery },
  responses: { ...page(ScriptActivity, 'The scripts.'), ...notModified, ...fails() },
})

const listStatHistories = createRoute({
  method: 'get',
  path: '/stats/history',
  operationId: 'listStatHistories',
  access: ['read'],
  tags,
  summary: 'Get statistics over time',
  description:
    'Returns what the statistics set by clients and scripts were at the end of each bucket. The server keeps the value of ' +
    'each hour in which a statistic changed, for 31 days. The limit is 1000 buckets.',
  request: { query: StatHistoryQuery },
  responses: { ...page(StatHistory, 'The statistics.'), ...notModified, ...fails() },
})

const listSlowNodes = createRoute({
  method: 'get',
  path: '/nodes',
  operationId: 'listSlowNodes',
  access: ['read'],
  tags,
  summary: 'List the slowest nodes',
  description:
    'Looks at the newest 1000 stored executions of a period, and at the first 1000 node runs of each, and returns the slowest ' +
    'nodes of scripts.',
  request: { query: RecentListQuery },
  responses: { ...ok(SlowNodes, 'The nodes.'), ...notModified, ...fails() },
})

const listErrorCounts = createRoute({
  method: 'get',
  path: '/errors',
  operationId: 'listErrorCounts',
  access: ['read'],
  tags,
  summary: 'Count failures by error code',
  description:
    'Counts the stored executions of a period by the code of their error, the most frequent first.',
  request: { query: RecentListQuery },
  responses: { ...page(ErrorCount, 'The codes.'), ...notModified, ...fails() },
})

const getQueue = createRoute({
  method: 'get',
  path: '/queue',
  operationId: 'getQueue',
  access: ['read'],
  tags,
  summary: 'Get waiting times',
  description:
    'Returns how long executions waited in the queue, and how late those started that had a time, of the newest 2000 ' +
    'stored executions of a period.',
  request: { query: RecentQuery },
  responses: { ...ok(QueueState, 'The waiting times.'), ...notModified, ...fails() },
})

export interface ActivityServices {
  readonly activity: ActivityService
  readonly recent: RecentService
  readonly statHistory: StatHistoryService
}

export const activityRoutes = ({ activity, recent, statHistory }: ActivityServices) => {
  const router = createRouter()

  router.openapi(getTimeseries, async (c) =>
    json(c, list(await activity.timeseries(c.req.valid('query'))), 200),
  )

  router.openapi(listScriptActivity, async (c) =>
    json(c, list(await activity.scripts(c.req.valid('query'))), 200),
  )

  router.openapi(listStatHistories, async (c) =>
    json(c, list(await statHistory.list(c.req.valid('query'))), 200),
  )

  router.openapi(listSlowNodes, async (c) => json(c, success(await recent.nodes(c.req.valid('query'))), 200))

  router.openapi(listErrorCounts, async (c) => json(c, list(await recent.errors(c.req.valid('query'))), 200))

  router.openapi(getQueue, async (c) => json(c, success(await recent.queue(c.req.valid('query'))), 200))

  return router
}
