import type { StreamSlots } from '../../http/access/stream-slots.ts'
import { localize } from '../../http/hooks/locale.ts'
import { waitOf } from '../../http/request/prefer.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { streamEvents } from './event-stream.ts'
import { acceptedExecution, answerExecution, type ExecuteRouteOptions, runOptions } from './execute-routes.ts'
import {
  DeletedExecution,
  EventsHeader,
  ExecuteHeaders,
  Execution,
  ExecutionParams,
  ExecutionQuery,
  ExecutionSummary,
  RetryRequest,
} from './schema.ts'
import { messages } from './texts.ts'
import { toExecution } from './wire.ts'

const tags = ['executions']

const listExecutions = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listExecutions',
  access: ['read'],
  tags,
  summary: 'List executions',
  description: 'Executions without their data, the newest first.',
  request: { query: ExecutionQuery },
  responses: {
    ...page(ExecutionSummary, 'A page of executions.'),
    ...notModified,
    ...fails('VALIDATION_FAILED'),
  },
})

const getExecution = createRoute({
  method: 'get',
  path: '/{execution_id}',
  operationId: 'getExecution',
  access: ['read'],
  tags,
  summary: 'Get an execution',
  description: 'One execution with the results of its nodes, also while it runs.',
  request: { params: ExecutionParams },
  responses: {
    ...ok(Execution, 'The execution.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'VALIDATION_FAILED'),
  },
})

const deleteExecution = createRoute({
  method: 'delete',
  path: '/{execution_id}',
  operationId: 'deleteExecution',
  access: ['write'],
  tags,
  summary: 'Delete an execution',
  description: 'Deletes an execution that has ended, with its results, and takes it out of the counters.',
  request: { params: ExecutionParams },
  responses: {
    ...done(DeletedExecution, 'The execution was deleted.'),
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_NOT_FINISHED', 'VALIDATION_FAILED'),
  },
})

const cancelExecution = createRoute({
  method: 'post',
  path: '/{execution_id}/cancel',
  operationId: 'cancelExecution',
  access: ['execute'],
  tags,
  summary: 'Cancel an execution',
  description:
    'Stops an execution at once, also in the middle of a wait, a request or code. What had completed is kept.',
  request: { params: ExecutionParams },
  responses: {
    ...done(Execution, 'The execution as it ended.'),
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_FINISHED', 'VALIDATION_FAILED'),
  },
})

const retryExecution = createRoute({
  method: 'post',
  path: '/{execution_id}/retry',
  operationId: 'retryExecution',
  access: ['execute'],
  tags,
  summary: 'Run an execution again',
  description:
    'Runs the same graph with the same input as a new execution. Unless `from_start` is set, nodes that had ' +
    'completed are not run again: it goes on where the first one failed.',
  request: {
    params: ExecutionParams,
    headers: ExecuteHeaders,
    body: { ...body(RetryRequest, 'How to try again.'), required: false },
  },
  responses: {
    ...done(Execution, 'The new execution has ended.'),
    ...acceptedExecution,
    ...bodyFails(
      'EXECUTION_NOT_FOUND',
      'EXECUTION_NOT_FINISHED',
      'IDEMPOTENCY_KEY_REUSED',
      'QUEUE_FULL',
      'SHUTTING_DOWN',
    ),
  },
})

const followExecution = createRoute({
  method: 'get',
  path: '/{execution_id}/events',
  operationId: 'followExecution',
  access: ['read'],
  tags,
  summary: 'Follow an execution',
  description:
    'Server-sent events `node_started`, `node_finished` (data: the node result) and `execution_finished` (data: ' +
    'the execution without its data), from the first one or after `Last-Event-ID`; the stream ends with the execution.',
  request: { params: ExecutionParams, headers: EventsHeader },
  responses: {
    200: {
      description: 'The stream.',
      content: {
        'text/event-stream': {
          schema: { type: 'string' as const, description: 'Events by the HTML standard.' },
          example:
            'id: 1\nevent: node_started\ndata: {"node_id":"sum","type":"transform","status":"running"}\n\n',
        },
      },
    },
    ...fails('EXECUTION_NOT_FOUND', 'TOO_MANY_STREAMS', 'VALIDATION_FAILED'),
  },
})

export interface ExecutionRouteOptions extends ExecuteRouteOptions {
  readonly streams: StreamSlots
}

export const executionRoutes = ({ executions, executeWaitMs, streams }: ExecutionRouteOptions) => {
  const router = createRouter()

  router.openapi(listExecutions, async (c) => {
    return jsonPage<ExecutionSummary>(c, await executions.list(c.req.valid('query')))
  })

  router.openapi(getExecution, async (c) => {
    const state = await executions.get(c.req.valid('param').execution_id)
    return json(c, success(toExecution(state)), 200)
  })

  router.openapi(deleteExecution, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    await executions.remove(id)
    return json(c, success({ id }, localize(c, messages.executionDeleted)), 200)
  })

  router.openapi(cancelExecution, async (c) => {
    const state = await executions.cancel(c.req.valid('param').execution_id)
    return json(c, success(toExecution(state), localize(c, messages.executionCancelled)), 200)
  })

  router.openapi(retryExecution, async (c) => {
    const wait = waitOf(c.req.valid('header').prefer, executeWaitMs)
    const { from_start: fromStart = false } = c.req.valid('json')
    const state = await executions.retry(c.req.valid('param').execution_id, fromStart, runOptions(c, wait))
    return answerExecution(c, state, wait)
  })

  router.openapi(followExecution, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    await executions.get(id)
    // Nobody would read the stream to its end.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    const slot = streams.acquire(c.get('caller'))
    return streamEvents(c, slot, (signal) =>
      executions.events(id, c.req.valid('header')['last-event-id'], signal),
    )
  })

  return router
}
