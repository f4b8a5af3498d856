import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import { ok, probeFails } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { Health, Readiness } from './schema.ts'
import type { HealthService } from './service.ts'

const tags = ['system']

const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  access: 'probe',
  tags,
  summary: 'Whether the server lives',
  description: 'Answers as long as the process does; a supervisor restarts it when it does not.',
  responses: { ...ok(Health, 'It lives.'), ...probeFails() },
})

const getReadiness = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  access: 'probe',
  tags,
  summary: 'Whether the server takes work',
  description:
    'Answers 200 when the database answers, its schema is up to date and executions are run here; 503 while the ' +
    'server starts, stops, or waits for another one to let go of the database. Then `details` name each check ' +
    'that failed, and a load balancer sends requests elsewhere.',
  responses: { ...ok(Readiness, 'It takes work.'), ...probeFails('NOT_READY') },
})

export const systemRoutes = (health: HealthService) => {
  const router = createRouter()

  router.openapi(getHealth, (c) => json(c, success({ status: 'ok' as const }), 200))

  router.openapi(getReadiness, async (c) => json(c, success(await health.ready()), 200))

  return router
}
