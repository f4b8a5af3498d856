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
  summary: 'Check liveness',
  description:
    'Answers as long as the process responds. A supervisor should restart it when there is no answer.',
  responses: { ...ok(Health, 'The process responds.'), ...probeFails() },
})

const getReadiness = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  access: 'probe',
  tags,
  summary: 'Check readiness',
  description:
    'Answers 200 when the database responds, its schema is up to date and this server runs executions. Answers ' +
    '503 while the server starts, stops, waits for another server to release the database, or cannot write to it, such as ' +
    'on a full disk; `details` then has the failed checks, and a load balancer should send requests elsewhere. It is ' +
    'ready again by itself once a write has succeeded, which is tried every second.',
  responses: { ...ok(Readiness, 'The server accepts work.'), ...probeFails('NOT_READY') },
})

export const systemRoutes = (health: HealthService) => {
  const router = createRouter()

  router.openapi(getHealth, (c) => json(c, success({ status: 'ok' as const }), 200))

  router.openapi(getReadiness, async (c) => json(c, success(await health.ready()), 200))

  return router
}
