import type { Context } from 'hono'
import type { Problem } from '../../../domain/errors.ts'
import type { AppEnv } from '../../../http/env.ts'
import { localize } from '../../../http/hooks/locale.ts'
import { localizeProblems } from '../../../http/messages/localize-problems.ts'
import { NOTHING_CHANGED } from '../../../http/messages/nothing-changed.ts'
import { withBodyRules } from '../../../http/request/body/rules.ts'
import { Preconditions } from '../../../http/request/precondition.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import { body, bodyFails, done, fails, notModified, ok } from '../../../http/response/operation-responses.ts'
import { jsonData } from '../../../http/response/raw-json.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { scriptEtag } from '../desired-script.ts'
import type { ScriptService } from '../service.ts'
import type { StoredScript } from '../store/repository.ts'
import { messages } from '../texts.ts'
import { changeOf, SaveQuery } from '../versions/save-input.ts'
import { GraphCheck, GraphToCheck, NewGraph, ScriptGraph, ScriptParams } from './schema.ts'

const tags = ['graphs']

const getGraph = createRoute({
  method: 'get',
  path: '/{script_id}/nodes',
  operationId: 'getGraph',
  access: ['read'],
  tags,
  summary: 'Get the graph of a script',
  description: 'Returns the nodes and connections of a script. The answer is a valid body for PUT.',
  request: { params: ScriptParams },
  responses: {
    ...ok(ScriptGraph, 'The graph.'),
    ...notModified,
    ...fails('SCRIPT_NOT_FOUND'),
  },
})

const replaceGraph = createRoute({
  method: 'put',
  path: '/{script_id}/nodes',
  operationId: 'replaceGraph',
  access: ['write'],
  tags,
  summary: 'Replace the graph of a script',
  description:
    'Replaces all nodes and connections in one transaction. If the graph has problems, nothing is saved.',
  request: {
    query: SaveQuery,
    params: ScriptParams,
    headers: Preconditions,
    body: body(ScriptGraph, 'The complete graph.'),
  },
  responses: {
    ...ok(ScriptGraph, 'The saved graph.'),
    ...bodyFails('SCRIPT_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

const validateGraph = createRoute({
  method: 'post',
  path: '/{script_id}/validate',
  operationId: 'validateGraph',
  access: ['read'],
  tags,
  summary: 'Validate a graph',
  description: 'Reports all problems of the graph in the body, or of the stored graph. Nothing is saved.',
  request: {
    params: ScriptParams,
    body: {
      ...body(GraphToCheck, 'The graph. A missing field stands for the stored value.'),
      required: false,
    },
  },
  responses: { ...done(GraphCheck, 'The result of the validation.'), ...bodyFails('SCRIPT_NOT_FOUND') },
})

const validateNewGraph = createRoute({
  method: 'post',
  path: '/validate',
  operationId: 'validateNewGraph',
  access: ['read'],
  tags,
  summary: 'Validate a graph without a script',
  description: 'Reports all problems of a graph that does not belong to a script yet. Nothing is saved.',
  request: { body: body(NewGraph, 'The graph.') },
  responses: { ...done(GraphCheck, 'The result of the validation.'), ...bodyFails() },
})

/** The graph of a script as JSON. Its ETag is that of the script. */
const graphText = ({ row, source }: StoredScript) => ({ text: source.text, etag: scriptEtag(row) })

const checked = (c: Context<AppEnv>, found: readonly Problem[]) => {
  const problems = localizeProblems(found, c.var)
  const valid = problems.length === 0
  return success({ valid, problems }, localize(c, valid ? messages.graphValid : messages.graphInvalid))
}

export const graphRoutes = (scripts: ScriptService) => {
  const router = createRouter()
  const checkGraph = withBodyRules((body) => scripts.checks.ofDraft(body))

  router.openapi(getGraph, async (c) => {
    return jsonData<ScriptGraph>(c, graphText(await scripts.load(c.req.valid('param').script_id)))
  })

  router.openapi(
    replaceGraph,
    async (c) => {
      const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
      const { script_id: id } = c.req.valid('param')
      const { stored, isChanged } = await scripts.replaceGraph(id, c.req.valid('json'), change)
      const message = localize(c, isChanged ? messages.graphSaved : NOTHING_CHANGED)
      return jsonData<ScriptGraph>(c, graphText(stored), message)
    },
    checkGraph,
  )

  router.openapi(
    validateGraph,
    async (c) => {
      const found = await scripts.checks.ofScript(c.req.valid('param').script_id, c.req.valid('json'))
      return json(c, checked(c, found), 200)
    },
    checkGraph,
  )

  router.openapi(
    validateNewGraph,
    async (c) => json(c, checked(c, await scripts.checks.ofNew(c.req.valid('json'))), 200),
    checkGraph,
  )

  return router
}
