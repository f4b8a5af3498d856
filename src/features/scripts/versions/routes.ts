import { localize } from '../../../http/hooks/locale.ts'
import { NOTHING_CHANGED } from '../../../http/messages/nothing-changed.ts'
import { Preconditions } from '../../../http/request/precondition.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import { fails, notModified, ok, page } from '../../../http/response/operation-responses.ts'
import { jsonData, jsonPage } from '../../../http/response/raw-json.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { serialized } from '../desired-script.ts'
import { ScriptParams } from '../graph/schema.ts'
import { Script } from '../schema.ts'
import { messages } from '../texts.ts'
import { changeOf, SaveQuery } from './save-input.ts'
import {
  ComparisonQuery,
  ScriptVersion,
  VersionComparison,
  VersionParams,
  VersionQuery,
  VersionSummary,
} from './schema.ts'
import type { VersionService } from './service.ts'

const tags = ['scripts']

const listScriptVersions = createRoute({
  method: 'get',
  path: '/{script_id}/versions',
  operationId: 'listScriptVersions',
  access: ['read'],
  tags,
  summary: 'List the versions of a script',
  description:
    'Lists the saved versions of a script, the current one first. Every change creates one. The server keeps the ' +
    'last `SCRIPT_VERSION_COUNT` versions for `SCRIPT_VERSION_DAYS` days, and deletes them together with the ' +
    'script.',
  request: { params: ScriptParams, query: VersionQuery },
  responses: {
    ...page(VersionSummary, 'A page of versions.'),
    ...notModified,
    ...fails('SCRIPT_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

const versionFails = fails('SCRIPT_NOT_FOUND', 'SCRIPT_VERSION_NOT_FOUND', 'VALIDATION_FAILED')

const getScriptVersion = createRoute({
  method: 'get',
  path: '/{script_id}/versions/{version}',
  operationId: 'getScriptVersion',
  access: ['read'],
  tags,
  summary: 'Get a version of a script',
  description: 'Returns the settings and the graph that were saved as this version.',
  request: { params: VersionParams },
  responses: { ...ok(ScriptVersion, 'The version.'), ...notModified, ...versionFails },
})

const compareScriptVersions = createRoute({
  method: 'get',
  path: '/{script_id}/versions/{version}/comparison',
  operationId: 'compareScriptVersions',
  access: ['read'],
  tags,
  summary: 'Compare versions of a script',
  description:
    'Shows the changes from this version to another one: settings, added and removed nodes, changed fields of ' +
    'nodes, and connections.',
  request: { params: VersionParams, query: ComparisonQuery },
  responses: { ...ok(VersionComparison, 'What differs.'), ...notModified, ...versionFails },
})

const restoreScriptVersion = createRoute({
  method: 'post',
  path: '/{script_id}/versions/{version}/restore',
  operationId: 'restoreScriptVersion',
  access: ['write'],
  tags,
  summary: 'Restore a version of a script',
  description:
    'Saves the settings and the graph of this version as a new one. It is checked like any other change: if a ' +
    'rule has become stricter, or the name is taken, nothing is saved.',
  request: { params: VersionParams, headers: Preconditions, query: SaveQuery },
  responses: {
    ...ok(Script, 'The restored script.'),
    ...fails(
      'SCRIPT_NOT_FOUND',
      'SCRIPT_VERSION_NOT_FOUND',
      'SCRIPT_NAME_TAKEN',
      'PRECONDITION_FAILED',
      'VALIDATION_FAILED',
    ),
  },
})

export const versionRoutes = (versions: VersionService) => {
  const router = createRouter()

  router.openapi(listScriptVersions, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const found = await versions.list(c.req.valid('param').script_id, { after: cursor, limit })
    return jsonPage<VersionSummary>(c, found)
  })

  router.openapi(getScriptVersion, async (c) => {
    const { script_id: id, version } = c.req.valid('param')
    return json(c, success(await versions.get(id, version)), 200)
  })

  router.openapi(compareScriptVersions, async (c) => {
    const { script_id: id, version } = c.req.valid('param')
    return json(c, success(await versions.compare(id, version, c.req.valid('query').to)), 200)
  })

  router.openapi(restoreScriptVersion, async (c) => {
    const { script_id: id, version } = c.req.valid('param')
    const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
    const { stored, isChanged } = await versions.restore(id, version, change)
    const message = localize(c, isChanged ? messages.versionRestored : NOTHING_CHANGED)
    return jsonData<Script>(c, serialized(stored), message)
  })

  return router
}
