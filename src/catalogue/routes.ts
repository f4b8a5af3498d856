import { createRoute } from '@hono/zod-openapi'
import { fails, list, notModified, ok, page, success } from '../http/envelope.ts'
import { createRouter } from '../http/router.ts'
import { NodeTypeEntry, NodeTypeParams, PublicSettings } from './schema.ts'
import type { CatalogueService } from './service.ts'

const tags = ['config']

const getConfig = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getConfig',
  tags,
  summary: 'Get public settings',
  description: 'What a client may want to know of the server: version, languages, limits.',
  responses: { ...ok(PublicSettings, 'The settings.'), ...notModified, ...fails() },
})

const listNodeTypes = createRoute({
  method: 'get',
  path: '/nodes',
  operationId: 'listNodeTypes',
  tags,
  summary: 'List node types',
  description: 'Every type of node with its ports, the JSON Schema of its parameters and an example.',
  responses: { ...page(NodeTypeEntry, 'All node types.'), ...notModified, ...fails() },
})

const getNodeType = createRoute({
  method: 'get',
  path: '/nodes/{type}',
  operationId: 'getNodeType',
  tags,
  summary: 'Get a node type',
  description: 'One type of node.',
  request: { params: NodeTypeParams },
  responses: {
    ...ok(NodeTypeEntry, 'The node type.'),
    ...notModified,
    ...fails('NODE_TYPE_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

export const catalogueRoutes = (catalogue: CatalogueService) => {
  const router = createRouter()

  router.openapi(getConfig, (c) => {
    c.header('ETag', catalogue.settings.etag)
    return c.json(success(catalogue.settings.value), 200)
  })

  router.openapi(listNodeTypes, (c) => {
    c.header('ETag', catalogue.nodeTypes.etag)
    return c.json(list(catalogue.nodeTypes.value), 200)
  })

  router.openapi(getNodeType, (c) => {
    const { value, etag } = catalogue.nodeType(c.req.valid('param').type)
    c.header('ETag', etag)
    return c.json(success(value), 200)
  })

  return router
}
