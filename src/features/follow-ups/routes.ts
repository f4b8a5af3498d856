import { fails, notModified, page } from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { FollowUpRepository } from './repository.ts'
import { FollowUp, FollowUpQuery } from './schema.ts'

const listFollowUps = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listFollowUps',
  access: ['read'],
  tags: ['executions'],
  summary: 'List follow-ups of executions',
  description:
    'Lists the scripts that start because an execution ended, by `on_failure` or `on_success`, with the outcome ' +
    'of each: the execution that was started, or why there is none. The latest executions come first. Each is ' +
    'kept as long as the execution that ended.',
  request: { query: FollowUpQuery },
  responses: {
    ...page(FollowUp, 'A page of follow-ups.'),
    ...notModified,
    ...fails(),
  },
})

export const followUpRoutes = (repository: FollowUpRepository) => {
  const router = createRouter()

  router.openapi(listFollowUps, async (c) => {
    const { cursor: after, ...filter } = c.req.valid('query')
    return jsonPage<FollowUp>(c, await repository.page({ ...filter, after }))
  })

  return router
}
