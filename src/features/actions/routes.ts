import type { Context } from 'hono'
import type { Access } from '../../http/access/route-access.ts'
import type { AppEnv } from '../../http/env.ts'
import { answerLocale } from '../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import { body, bodyFails, done, doneList } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { NodeResult } from '../executions/schema.ts'
import { toNodeResult } from '../executions/wire.ts'
import { ActionRequest, NodesRequest } from './schema.ts'
import type { ActionService } from './service.ts'

const tags = ['actions']

// An ad hoc node can have all the effects of a script, such as writing files.
const adHoc: Access = ['write', 'execute']

const runAction = createRoute({
  method: 'post',
  path: '/actions',
  operationId: 'runAction',
  access: adHoc,
  tags,
  summary: 'Run one action',
  description:
    'Runs a single node without a script. Nothing is stored. If the action fails, the answer is 200 with status ' +
    '`failed`, not an error of this request.',
  request: { headers: IdempotencyKey, body: body(ActionRequest, 'The action.') },
  responses: {
    ...done(NodeResult, 'The result of the action.'),
    ...bodyFails(
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'EXECUTION_MEMORY_LIMIT',
      'MEMORY_CALLER_LIMIT',
      'MEMORY_LIMIT',
      'SHUTTING_DOWN',
    ),
  },
})

const runNodes = createRoute({
  method: 'post',
  path: '/nodes/execute',
  operationId: 'runNodes',
  access: adHoc,
  tags,
  summary: 'Run nodes in parallel',
  description:
    'Runs nodes without a script in parallel, all with the same input. Nothing is stored. Results are in the ' +
    'order of the nodes. A node that fails or cannot run does not affect the others.',
  request: { headers: IdempotencyKey, body: body(NodesRequest, 'The nodes.') },
  responses: {
    ...doneList(NodeResult, 'The results of the nodes.'),
    ...bodyFails(
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'EXECUTION_MEMORY_LIMIT',
      'MEMORY_CALLER_LIMIT',
      'MEMORY_LIMIT',
      'SHUTTING_DOWN',
    ),
  },
})

const callerOf = (c: Context<AppEnv>) => ({
  caller: c.get('caller'),
  signal: c.req.raw.signal,
  trace: c.get('trace'),
})

export const actionRoutes = (actions: ActionService) => {
  const router = createRouter()

  router.openapi(runAction, async (c) => {
    c.get('admitExecutions')(1)
    const node = await actions.run(c.req.valid('json'), callerOf(c))
    return json(c, success(toNodeResult(node, answerLocale(c))), 200)
  })

  router.openapi(runNodes, async (c) => {
    const request = c.req.valid('json')
    c.get('admitExecutions')(request.nodes.length)
    const nodes = await actions.runNodes(request, callerOf(c))
    const locale = answerLocale(c)
    return json(c, list(nodes.map((node) => toNodeResult(node, locale))), 200)
  })

  return router
}
