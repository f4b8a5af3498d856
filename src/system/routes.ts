import { createRoute } from '@hono/zod-openapi'
import { ok, probeFails, success } from '../http/envelope.ts'
import { createRouter } from '../http/router.ts'
import { Health, Readiness } from './schema.ts'
import type { HealthService } from './service.ts'

const tags = ['system']

const getHealth = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags,
  summary: 'Whether the server lives',
  description: 'Answers as long as the process does; a supervisor restarts it when it does not.',
  responses: { ...ok(Health, 'It lives.'), ...probeFails() },
})

const getReadiness = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags,
  summary: 'Whether the server takes work',
  description:
    'Answers 200 when the database answers and executions are run here, 503 while it starts, stops, or waits for ' +
    'another server to let go of the database; a load balancer sends requests elsewhere then.',
  responses: { ...ok(Readiness, 'It takes work.'), ...probeFails('NOT_READY') },
})

export const systemRoutes = (health: HealthService) => {
  const router = createRouter()

  router.openapi(getHealth, (c) => c.json(success({ status: 'ok' as const }), 200))

  router.openapi(getReadiness, async (c) => {
    const database_ms = await health.ready()
    return c.json(success({ status: 'ready' as const, database_ms }), 200)
  })

  return router
}
