import type { Context } from 'hono'
import { isFinal } from '../../engine/records.ts'
import type { AppEnv } from '../../http/env.ts'
import { localize } from '../../http/hooks/locale.ts'
import { RESPOND_ASYNC, type Wait, waitOf } from '../../http/request/prefer.ts'
import type { AnswerHeaders } from '../../http/response/answer.ts'
import { accepted, body, bodyFails, done, doneList } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { ScriptParams } from '../scripts/graph/schema.ts'
import { ExecuteHeaders, ExecuteRequest } from './request/schema.ts'
import { Execution } from './schema.ts'
import type { ExecutionService, RunOptions } from './service.ts'
import type { PartsRepository } from './store/parts-repository.ts'
import { messages } from './texts.ts'
import { jsonExecution, jsonExecutions } from './view/execution-stream.ts'
import type { ExecutionView, ExecutionViews } from './views.ts'

const tags = ['executions']

export interface ExecuteRouteOptions {
  readonly executions: ExecutionService
  readonly views: ExecutionViews
  readonly parts: PartsRepository
  readonly turns: Turns
  /** How long a request waits that has no `Prefer: wait=N`. */
  readonly executeWaitMs: number
}

export const acceptedExecution = accepted(
  Execution,
  'The execution is on disk and continues; `Location` is its address.',
)

const optionalBody = {
  ...body(ExecuteRequest, 'The input. Without a body, the input is null.'),
  required: false,
}

const executeScript = createRoute({
  method: 'post',
  path: '/{script_id}/execute',
  operationId: 'executeScript',
  access: ['execute'],
  tags,
  summary: 'Run a script',
  description:
    'Runs a script, active or not, and waits for its end. If that takes longer than the server or `Prefer: ' +
    'wait=N` allows, or with `Prefer: respond-async`, the answer is 202 and the execution continues. With ' +
    '`start_at` or `delay_ms` the answer is also 202 at once: the execution waits on disk for its start time, ' +
    'with the status `scheduled` and without taking a place in the queue. If the execution fails, the answer is ' +
    '200 with status `failed`, not an error of this request. A script without nodes is refused.',
  request: { params: ScriptParams, headers: ExecuteHeaders, body: optionalBody },
  responses: {
    ...done(Execution, 'The execution has ended.'),
    ...acceptedExecution,
    ...bodyFails(
      'SCRIPT_NOT_FOUND',
      'SCRIPT_EMPTY',
      'SCRIPT_BUSY',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'EXECUTION_TOO_LARGE',
      'EXECUTION_UNREADABLE',
      'EXECUTION_MEMORY_LIMIT',
      'QUEUE_FULL',
      'SCHEDULED_LIMIT',
      'SHUTTING_DOWN',
    ),
  },
})

const executeAll = createRoute({
  method: 'post',
  path: '/execute-all',
  operationId: 'executeAllScripts',
  access: ['execute'],
  tags,
  summary: 'Run all active scripts',
  description:
    'Runs all active scripts with the same input, one after another in `execution_order`. A script that fails ' +
    'does not stop the following ones. Scripts without nodes are left out. With `start_at` or `delay_ms` the ' +
    'first one starts then; the set of active scripts and their graphs is fixed when the request is made.',
  request: { headers: ExecuteHeaders, body: optionalBody },
  responses: {
    ...doneList(Execution, 'All executions have ended.'),
    202: {
      ...doneList(Execution, '')[200],
      description:
        'The executions are on disk and continue; `data` has their current state. `Location` is the address of their list.',
      headers: acceptedExecution[202].headers,
    },
    ...bodyFails(
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'EXECUTION_TOO_LARGE',
      'EXECUTION_UNREADABLE',
      'EXECUTION_MEMORY_LIMIT',
      'QUEUE_FULL',
      'SCHEDULED_LIMIT',
      'SHUTTING_DOWN',
    ),
  },
})

export const executeRoutes = ({ executions, views, parts, turns, executeWaitMs }: ExecuteRouteOptions) => {
  const router = createRouter()

  router.openapi(executeAll, async (c) => {
    const wait = waitOf(c.req.valid('header').prefer, executeWaitMs)
    const batch = await executions.executeAll(c.req.valid('json'), runOptions(c, wait))
    const shown = { views, ids: batch.executions }
    const outlines = await Promise.all(batch.executions.map((id) => views.outline(id)))
    const haveEnded = outlines.every(({ status }) => isFinal(status))
    const applied = appliedHeader(wait)
    if (haveEnded && wait.applied !== RESPOND_ASYNC)
      return jsonExecutions(c, shown, { status: 200, headers: applied, parts, turns })
    const headers = { ...applied, Location: `/api/executions?batch_id=${batch.id}` }
    const message = localize(c, messages.executionAccepted)
    return jsonExecutions(c, shown, { status: 202, message, headers, parts, turns })
  })

  router.openapi(executeScript, async (c) => {
    const wait = waitOf(c.req.valid('header').prefer, executeWaitMs)
    const { script_id: scriptId } = c.req.valid('param')
    const view = await executions.execute(scriptId, c.req.valid('json'), runOptions(c, wait))
    return answerExecution(c, view, { wait, parts, turns })
  })

  return router
}

export const runOptions = (c: Context<AppEnv>, { ms }: Wait): RunOptions => {
  c.set('isFoundById', true)
  return {
    caller: c.get('caller'),
    waitMs: ms,
    id: c.get('resourceId'),
    isNew: c.get('isRepeated') !== true,
    admit: c.get('admitExecutions'),
    trace: c.get('trace'),
  }
}

const appliedHeader = ({ applied }: Wait): AnswerHeaders =>
  applied === undefined ? {} : { 'Preference-Applied': applied }

interface AnswerWait extends Pick<ExecuteRouteOptions, 'parts' | 'turns'> {
  readonly wait: Wait
}

/** 200 with an ended execution; 202 with one that continues, or that the client did not want to wait for. */
export const answerExecution = (
  c: Context<AppEnv>,
  view: ExecutionView,
  { wait, parts, turns }: AnswerWait,
) => {
  const headers = appliedHeader(wait)
  const { id, status } = view.execution
  if (wait.applied !== RESPOND_ASYNC && isFinal(status)) {
    const message = localize(c, messages.executionFinished)
    return jsonExecution(c, view, { status: 200, message, headers, parts, turns })
  }
  const message = localize(c, messages.executionAccepted)
  const location = { Location: `/api/executions/${id}` }
  return jsonExecution(c, view, { status: 202, message, headers: { ...headers, ...location }, parts, turns })
}
