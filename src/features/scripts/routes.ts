import { unconditional } from '../../domain/precondition.ts'
import { localize } from '../../http/hooks/locale.ts'
import { NOTHING_CHANGED } from '../../http/messages/nothing-changed.ts'
import { withBodyRules } from '../../http/request/body/rules.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { bodyTag, json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonCreated, jsonData, jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { serialized } from './desired-script.ts'
import { ScriptParams } from './graph/schema.ts'
import {
  DeletedScript,
  NewScript,
  OrderSaved,
  Script,
  ScriptDeletion,
  ScriptDeletions,
  ScriptOrder,
  ScriptPatch,
  ScriptPlace,
  ScriptQuery,
  ScriptReplacement,
  ScriptSummary,
} from './schema.ts'
import type { ScriptService } from './service.ts'
import { messages } from './texts.ts'
import { changeOf, SaveQuery, saverOf } from './versions/save-input.ts'

const tags = ['scripts']

const listScripts = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listScripts',
  access: ['read'],
  tags,
  summary: 'List scripts',
  description:
    'Lists scripts without their graphs, by default the most recently changed first. Following `next_cursor` ' +
    'neither repeats nor skips a script, even while others are created. A script that changes in the meantime ' +
    'moves in a list ordered by `updated_at`.',
  request: { query: ScriptQuery },
  responses: { ...page(ScriptSummary, 'A page of scripts.'), ...notModified, ...fails() },
})

const createScript = createRoute({
  method: 'post',
  path: '/',
  operationId: 'createScript',
  access: ['write'],
  tags,
  summary: 'Create a script',
  description:
    'Creates a script, with its graph if one is given. If the graph has problems, nothing is saved.',
  request: { headers: IdempotencyKey, body: body(NewScript, 'The script.') },
  responses: {
    ...created(Script, 'The saved script.'),
    ...bodyFails('SCRIPT_NAME_TAKEN', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_ANSWER_DELETED'),
  },
})

const deleteScripts = createRoute({
  method: 'post',
  path: '/delete',
  operationId: 'deleteScripts',
  access: ['write'],
  tags,
  summary: 'Delete several scripts',
  description:
    'Deletes the scripts with the given ids, or those that match a filter, oldest first and at most `limit`, ' +
    'together with their schedules and webhooks. The answer has the outcome for each. Each is deleted ' +
    'separately: after a failure, the same request deletes the rest.',
  request: { body: body(ScriptDeletion, 'Which scripts to delete.') },
  responses: { ...done(ScriptDeletions, 'The outcome for each script.'), ...bodyFails() },
})

const getOrder = createRoute({
  method: 'get',
  path: '/order',
  operationId: 'getScriptOrder',
  access: ['read'],
  tags,
  summary: 'Get the execution order',
  description:
    'Returns the positions of all scripts in `execute-all`, in this order. The list is a valid body for PUT.',
  responses: { ...page(ScriptPlace, 'The positions.'), ...notModified, ...fails() },
})

const orderScripts = createRoute({
  method: 'put',
  path: '/order',
  operationId: 'orderScripts',
  access: ['write'],
  tags,
  summary: 'Set the execution order',
  description: 'Sets the positions of scripts in `execute-all`, all in one transaction.',
  request: { headers: Preconditions, body: body(ScriptOrder, 'The new positions.') },
  responses: { ...done(OrderSaved, 'The order was saved.'), ...bodyFails('PRECONDITION_FAILED') },
})

const getScript = createRoute({
  method: 'get',
  path: '/{script_id}',
  operationId: 'getScript',
  access: ['read'],
  tags,
  summary: 'Get a script',
  description: 'Returns a script with its nodes and connections. The answer is a valid body for PUT.',
  request: { params: ScriptParams },
  responses: {
    ...ok(Script, 'The script.'),
    ...notModified,
    ...fails('SCRIPT_NOT_FOUND'),
  },
})

const changeFails = bodyFails('SCRIPT_NOT_FOUND', 'SCRIPT_NAME_TAKEN', 'PRECONDITION_FAILED')

const replaceScript = createRoute({
  method: 'put',
  path: '/{script_id}',
  operationId: 'replaceScript',
  access: ['write'],
  tags,
  summary: 'Replace a script',
  description: 'Replaces a script, including its graph. Sending back the answer to GET changes nothing.',
  request: {
    query: SaveQuery,
    params: ScriptParams,
    headers: Preconditions,
    body: body(ScriptReplacement, 'The complete script.'),
  },
  responses: { ...ok(Script, 'The changed script.'), ...changeFails },
})

const patchScript = createRoute({
  method: 'patch',
  path: '/{script_id}',
  operationId: 'patchScript',
  access: ['write'],
  tags,
  summary: 'Change a script',
  description:
    'Changes individual settings: name, description, `active`, execution order, retention, `strict`, tags, limits, `on_failure` or `on_success`.',
  request: {
    query: SaveQuery,
    params: ScriptParams,
    headers: Preconditions,
    body: body(ScriptPatch, 'The fields to change.'),
  },
  responses: { ...ok(Script, 'The changed script.'), ...changeFails },
})

const deleteScript = createRoute({
  method: 'delete',
  path: '/{script_id}',
  operationId: 'deleteScript',
  access: ['write'],
  tags,
  summary: 'Delete a script',
  description:
    'Deletes a script and its graph. Its executions stay in the list of executions. A script that others name as ' +
    '`on_failure` or `on_success` cannot be deleted.',
  request: { params: ScriptParams, headers: Preconditions },
  responses: {
    ...done(DeletedScript, 'The script was deleted.'),
    ...fails('SCRIPT_NOT_FOUND', 'SCRIPT_REFERENCED', 'PRECONDITION_FAILED'),
  },
})

export const scriptRoutes = (scripts: ScriptService) => {
  const router = createRouter()
  const checkGraph = withBodyRules((body) => scripts.checks.ofDraft(body))

  router.openapi(listScripts, async (c) => {
    return jsonPage<ScriptSummary>(c, await scripts.list(c.req.valid('query')))
  })

  router.openapi(
    createScript,
    async (c) => {
      const stored = await scripts.create(c.req.valid('json'), {
        isRepeated: c.get('isRepeated') ?? false,
        by: saverOf(c),
        note: null,
      })
      return jsonCreated<Script>(c, serialized(stored), {
        location: `/api/scripts/${stored.row.id}`,
        message: localize(c, messages.scriptCreated),
      })
    },
    checkGraph,
  )

  router.openapi(getOrder, async (c) => json(c, list(await scripts.positions()), 200))

  router.openapi(orderScripts, async (c) => {
    const holds = precondition(c.req.valid('header'))
    const isAccepted = (current: readonly ScriptPlace[]) => holds(bodyTag(list([...current])))
    const updated = await scripts.order(
      c.req.valid('json'),
      saverOf(c),
      holds === unconditional ? undefined : isAccepted,
    )
    return json(c, success({ updated }, localize(c, messages.orderSaved)), 200)
  })

  router.openapi(getScript, async (c) => {
    return jsonData<Script>(c, await scripts.getText(c.req.valid('param').script_id))
  })

  router.openapi(
    replaceScript,
    async (c) => {
      const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
      const { script_id: id } = c.req.valid('param')
      const { stored, isChanged } = await scripts.replace(id, c.req.valid('json'), change)
      const message = localize(c, isChanged ? messages.scriptUpdated : NOTHING_CHANGED)
      return jsonData<Script>(c, serialized(stored), message)
    },
    checkGraph,
  )

  router.openapi(patchScript, async (c) => {
    const change = changeOf(c, { headers: c.req.valid('header'), query: c.req.valid('query') })
    const { script_id: id } = c.req.valid('param')
    const { stored, isChanged } = await scripts.patch(id, c.req.valid('json'), change)
    const message = localize(c, isChanged ? messages.scriptUpdated : NOTHING_CHANGED)
    return jsonData<Script>(c, serialized(stored), message)
  })

  router.openapi(deleteScript, async (c) => {
    const { script_id: id } = c.req.valid('param')
    await scripts.remove(id, precondition(c.req.valid('header')))
    return json(c, success({ id }, localize(c, messages.scriptDeleted)), 200)
  })

  router.openapi(deleteScripts, async (c) => {
    const deletions = await scripts.removeSome(c.req.valid('json'))
    return json(c, success(deletions, localize(c, messages.scriptsDeleted)), 200)
  })

  return router
}
