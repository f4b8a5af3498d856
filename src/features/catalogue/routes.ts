import { answerLocale } from '../../http/hooks/locale.ts'
import { json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import {
  fails,
  notModified,
  ok,
  okLocalized,
  pageLocalized,
} from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { FunctionEntry, NodeTypeEntry, NodeTypeParams, PublicSettings } from './schema.ts'
import type { CatalogueService } from './service.ts'

const tags = ['config']

const getConfig = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getConfig',
  access: ['read'],
  tags,
  summary: 'Get public settings',
  description: 'Returns the version, languages and limits of the server.',
  responses: { ...ok(PublicSettings, 'The settings.'), ...notModified, ...fails() },
})

const listNodeTypes = createRoute({
  method: 'get',
  path: '/nodes',
  operationId: 'listNodeTypes',
  access: ['read'],
  tags,
  summary: 'List node types',
  description:
    'Lists all node types with their ports, the JSON Schema of their parameters and an example. Titles and descriptions are ' +
    'in the language of the request.',
  responses: { ...pageLocalized(NodeTypeEntry, 'All node types.'), ...notModified, ...fails() },
})

const getNodeType = createRoute({
  method: 'get',
  path: '/nodes/{type}',
  operationId: 'getNodeType',
  access: ['read'],
  tags,
  summary: 'Get a node type',
  description: 'Returns a node type. Title and descriptions are in the language of the request.',
  request: { params: NodeTypeParams },
  responses: {
    ...okLocalized(NodeTypeEntry, 'The node type.'),
    ...notModified,
    ...fails('NODE_TYPE_NOT_FOUND'),
  },
})

const listFunctions = createRoute({
  method: 'get',
  path: '/functions',
  operationId: 'listFunctions',
  access: ['read'],
  tags,
  summary: 'List functions of expressions',
  description:
    'Lists all functions that expressions can call, with their arguments and examples, for example for completion in an editor. Descriptions are in the language of the request.',
  responses: { ...pageLocalized(FunctionEntry, 'All functions, by name.'), ...notModified, ...fails() },
})

export const catalogueRoutes = (catalogue: CatalogueService) => {
  const router = createRouter()

  router.openapi(getConfig, (c) => {
    return json(c, success(catalogue.settings.value), 200, { ETag: catalogue.settings.etag })
  })

  router.openapi(listNodeTypes, (c) => {
    const { value, etag } = catalogue.nodeTypes(answerLocale(c))
    return json(c, list(value), 200, { ETag: etag })
  })

  router.openapi(getNodeType, (c) => {
    const { value, etag } = catalogue.nodeType(c.req.valid('param').type, answerLocale(c))
    return json(c, success(value), 200, { ETag: etag })
  })

  router.openapi(listFunctions, (c) => {
    const { value, etag } = catalogue.functions(answerLocale(c))
    return json(c, list(value), 200, { ETag: etag })
  })

  return router
}
