import type { Registry } from 'prom-client'
import { fails, plainText } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'

const example = `# HELP scriptd_executions_queued Executions of scripts that wait for their turn.
# TYPE scriptd_executions_queued gauge
scriptd_executions_queued 3
`

const getMetrics = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  access: ['read'],
  tags: ['system'],
  summary: 'Get metrics for Prometheus',
  description:
    'Returns counts and durations of requests, executions, nodes and database commits, and the state of the process, ' +
    'in the text format of Prometheus.',
  responses: { ...plainText(example, 'The current metrics.'), ...fails() },
})

export const metricsRoutes = (metrics: Registry) => {
  const router = createRouter()

  router.openapi(getMetrics, async (c) =>
    c.text(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType }),
  )

  return router
}
