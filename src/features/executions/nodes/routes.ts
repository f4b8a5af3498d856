import type { z } from '@hono/zod-openapi'
import { fails, notModified, ok } from '../../../http/response/operation-responses.ts'
import { jsonData } from '../../../http/response/raw-json.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { ScriptGraph } from '../../scripts/graph/schema.ts'
import { ExecutionParams } from '../request/schema.ts'
import type { ExecutionViews } from '../views.ts'

const tags = ['executions']

const getExecutionGraph = createRoute({
  method: 'get',
  path: '/{execution_id}/graph',
  operationId: 'getExecutionGraph',
  access: ['read'],
  tags,
  summary: 'Get the graph of an execution',
  description:
    'Returns the nodes and connections that the execution runs or has run, as they were when it was accepted. The graph of ' +
    'its script may have changed since, or be deleted. A retry has the graph of the execution that it repeats.',
  request: { params: ExecutionParams },
  responses: {
    ...ok(ScriptGraph, 'The graph.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

/** What an execution runs, node by node. */
export const executionNodeRoutes = (views: ExecutionViews) => {
  const router = createRouter()

  router.openapi(getExecutionGraph, async (c) => {
    const graph = await views.graph(c.req.valid('param').execution_id)
    return jsonData<z.output<typeof ScriptGraph>>(c, graph)
  })

  return router
}
