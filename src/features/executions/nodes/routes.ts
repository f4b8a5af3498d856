import type { z } from '@hono/zod-openapi'
import { encodeCursor } from '../../../domain/cursor.ts'
import { answerLocale } from '../../../http/hooks/locale.ts'
import { json } from '../../../http/response/answer.ts'
import { listPage } from '../../../http/response/envelope.ts'
import { doneLocalized, fails, notModified, ok, page } from '../../../http/response/operation-responses.ts'
import { jsonData, streamedData } from '../../../http/response/raw-json.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { ScriptGraph } from '../../scripts/graph/schema.ts'
import { ExecutionParams } from '../request/schema.ts'
import type { PartsRepository } from '../store/parts-repository.ts'
import type { ExecutionViews } from '../views.ts'
import { detailPieces, toNodeSummaries } from './node-stream.ts'
import type { NodeViews } from './node-views.ts'
import { NodeDetail, NodePlace, NodeResultParams, NodeSummary, NodesQuery } from './schema.ts'
import { BLOCK, type TableViews } from './table-views.ts'

const tags = ['executions']

const getExecutionGraph = createRoute({
  method: 'get',
  path: '/{execution_id}/graph',
  operationId: 'getExecutionGraph',
  access: ['read'],
  tags,
  summary: 'Get the graph of an execution',
  description:
    'Returns the nodes and connections of the execution as they were when it was accepted. Its script may have ' +
    'changed since then, or been deleted. A retry has the graph of the execution that it repeats.',
  request: { params: ExecutionParams },
  responses: {
    ...ok(ScriptGraph, 'The graph.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

const listExecutionNodes = createRoute({
  method: 'get',
  path: '/{execution_id}/nodes',
  operationId: 'listExecutionNodes',
  access: ['read'],
  tags,
  summary: 'List node results of an execution',
  description:
    'Lists the results of the nodes in the order in which they started, without outputs, logs, warnings and earlier errors, even ' +
    'while the execution is running. Nodes that start later are on later pages.',
  request: { params: ExecutionParams, query: NodesQuery },
  responses: {
    ...page(NodeSummary, 'A page of node results.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

const getExecutionNode = createRoute({
  method: 'get',
  path: '/{execution_id}/nodes/{node_id}',
  operationId: 'getExecutionNode',
  access: ['read'],
  tags,
  summary: 'Get a node result of an execution',
  description: 'Returns the result of a node at one path of an execution, with its input and output.',
  request: { params: NodeResultParams, query: NodePlace },
  responses: {
    ...doneLocalized(NodeDetail, 'The result.'),
    ...fails('EXECUTION_NOT_FOUND', 'NODE_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

/** Of a table, with the result of its node. */
const SHOWN_ROWS = 100

export interface ExecutionNodeRouteOptions {
  readonly nodes: NodeViews
  readonly tables: TableViews
  readonly parts: PartsRepository
  readonly views: ExecutionViews
  readonly turns: Turns
}

/** What an execution runs, node by node. */
export const executionNodeRoutes = (options: ExecutionNodeRouteOptions) => {
  const { views, parts, turns } = options
  const { nodes, tables } = options
  const router = createRouter()

  router.openapi(getExecutionGraph, async (c) => {
    const graph = await views.graph(c.req.valid('param').execution_id)
    return jsonData<z.output<typeof ScriptGraph>>(c, graph)
  })

  router.openapi(listExecutionNodes, async (c) => {
    const { cursor: [offset] = [0], ...query } = c.req.valid('query')
    const found = await nodes.page(c.req.valid('param').execution_id, { ...query, offset })
    const nextCursor = found.next === null ? null : encodeCursor([found.next])
    return json(c, listPage(toNodeSummaries(found), nextCursor), 200)
  })

  router.openapi(getExecutionNode, async (c) => {
    const { execution_id: id, node_id: nodeId } = c.req.valid('param')
    const detail = await nodes.detail(id, { path: c.req.valid('query').path, nodeId })
    const rows = tables.of(id, detail.node)?.rows({ from: 0, limit: SHOWN_ROWS, bytes: BLOCK.bytes })
    const pieces = detailPieces({ parts, locale: answerLocale(c) }, id, { ...detail, rows })
    return streamedData<NodeDetail>(c, pieces, turns)
  })

  return router
}
