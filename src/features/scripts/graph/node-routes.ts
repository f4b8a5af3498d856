import { localize } from '../../../http/hooks/locale.ts'
import { NOTHING_CHANGED } from '../../../http/messages/nothing-changed.ts'
import { IdempotencyKey } from '../../../http/request/idempotency-key.ts'
import { Preconditions } from '../../../http/request/precondition.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  done,
  fails,
  notModified,
  ok,
} from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import type { ScriptService } from '../service.ts'
import { messages } from '../texts.ts'
import { changeOf, SaveQuery } from '../versions/save-input.ts'
import { DeletedNode, NodeParams, NodePatch, ScriptNode, ScriptParams } from './schema.ts'

const tags = ['graphs']

const createNode = createRoute({
  method: 'post',
  path: '/{script_id}/nodes',
  operationId: 'createNode',
  access: ['write'],
  tags,
  summary: 'Add a node',
  description: 'Adds a node without connections to a script.',
  request: {
    query: SaveQuery,
    params: ScriptParams,
    headers: Preconditions.extend(IdempotencyKey.shape),
    body: body(ScriptNode, 'The node.'),
  },
  responses: {
    ...created(ScriptNode, 'The saved node.'),
    ...bodyFails(
      'SCRIPT_NOT_FOUND',
      'NODE_ID_TAKEN',
      'PRECONDITION_FAILED',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
    ),
  },
})

const getNode = createRoute({
  method: 'get',
  path: '/{script_id}/nodes/{node_id}',
  operationId: 'getNode',
  access: ['read'],
  tags,
  summary: 'Get a node',
  description: 'Returns a node of a script. Its ETag is that of the script.',
  request: { params: NodeParams },
  responses: {
    ...ok(ScriptNode, 'The node.'),
    ...notModified,
    ...fails('SCRIPT_NOT_FOUND', 'NODE_NOT_FOUND'),
  },
})

const patchNode = createRoute({
  method: 'patch',
  path: '/{script_id}/nodes/{node_id}',
  operationId: 'patchNode',
  access: ['write'],
  tags,
  summary: 'Change a node',
  description: 'Changes the given fields of a node. If the graph has problems afterwards, nothing is saved.',
  request: {
    query: SaveQuery,
    params: NodeParams,
    headers: Preconditions,
    body: body(NodePatch, 'The fields to change.'),
  },
  responses: {
    ...ok(ScriptNode, 'The changed node.'),
    ...bodyFails('SCRIPT_NOT_FOUND', 'NODE_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

const deleteNode = createRoute({
  method: 'delete',
  path: '/{script_id}/nodes/{node_id}',
  operationId: 'deleteNode',
  access: ['write'],
  tags,
  summary: 'Delete a node',
  description: 'Deletes a node and all connections from and to it.',
  request: { query: SaveQuery, params: NodeParams, headers: Preconditions },
  responses: {
    ...done(DeletedNode, 'The node was deleted.'),
    ...fails('SCRIPT_NOT_FOUND', 'NODE_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

export const nodeRoutes = (scripts: ScriptService) => {
  const router = createRouter()

  router.openapi(createNode, async (c) => {
    const { script_id: id } = c.req.valid('param')
    const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
    const { node, etag } = await scripts.addNode(id, c.req.valid('json'), change)
    return json(c, success(node, localize(c, messages.nodeCreated)), 201, {
      Location: `/api/scripts/${id}/nodes/${encodeURIComponent(node.id)}`,
      ETag: etag,
    })
  })

  router.openapi(getNode, async (c) => {
    const { script_id: id, node_id: nodeId } = c.req.valid('param')
    const { node, etag } = await scripts.getNode(id, nodeId)
    return json(c, success(node), 200, { ETag: etag })
  })

  router.openapi(patchNode, async (c) => {
    const { script_id: id, node_id: nodeId } = c.req.valid('param')
    const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
    const changes = c.req.valid('json')
    const saved = await scripts.patchNode(id, nodeId, { changes, ...change })
    const message = localize(c, saved.isChanged ? messages.nodeUpdated : NOTHING_CHANGED)
    return json(c, success(saved.node, message), 200, { ETag: saved.etag })
  })

  router.openapi(deleteNode, async (c) => {
    const { script_id: id, node_id: nodeId } = c.req.valid('param')
    await scripts.removeNode(
      id,
      nodeId,
      changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') }),
    )
    return json(c, success({ id: nodeId }, localize(c, messages.nodeDeleted)), 200)
  })

  return router
}
