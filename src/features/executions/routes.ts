import { EVENT_STREAM_BYTES, holdAnswer } from '../../http/access/caller-memory.ts'
import type { StreamSlots } from '../../http/access/stream-slots.ts'
import { answerLocale, localize } from '../../http/hooks/locale.ts'
import { checkPrecondition, Preconditions } from '../../http/request/precondition.ts'
import { waitOf } from '../../http/request/prefer.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  done,
  fails,
  header,
  notModified,
  okLocalized,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { acceptedExecution, answerExecution, type ExecuteRouteOptions, runOptions } from './execute-routes.ts'
import {
  EventsHeader,
  ExecuteHeaders,
  ExecutionDeletion,
  ExecutionParams,
  ExecutionQuery,
  RetryRequest,
} from './request/schema.ts'
import { DeletedExecution, Execution, ExecutionDeletions, ListedExecution } from './schema.ts'
import { messages } from './texts.ts'
import { type EventSources, eventChunks } from './view/event-chunk-stream.ts'
import { streamEvents } from './view/event-stream.ts'
import { executionTags, jsonExecution } from './view/execution-stream.ts'

const tags = ['executions']

const listExecutions = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listExecutions',
  access: ['read'],
  tags,
  summary: 'List executions',
  description: 'Lists executions without input, output and node results, by default the newest first.',
  request: { query: ExecutionQuery },
  responses: {
    ...page(ListedExecution, 'A page of executions.'),
    ...notModified,
    ...fails(),
  },
})

const getExecution = createRoute({
  method: 'get',
  path: '/{execution_id}',
  operationId: 'getExecution',
  access: ['read'],
  tags,
  summary: 'Get an execution',
  description: 'Returns an execution with the results of its nodes, even while it is running.',
  request: { params: ExecutionParams },
  responses: {
    ...okLocalized(Execution, 'The execution.'),
    ...notModified,
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_TOO_LARGE', 'EXECUTION_UNREADABLE'),
  },
})

const deleteExecution = createRoute({
  method: 'delete',
  path: '/{execution_id}',
  operationId: 'deleteExecution',
  access: ['write'],
  tags,
  summary: 'Delete an execution',
  description: 'Deletes an ended execution with its results, and removes it from the counters.',
  request: { params: ExecutionParams, headers: Preconditions },
  responses: {
    ...done(DeletedExecution, 'The execution was deleted.'),
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_NOT_FINISHED', 'FOLLOW_UP_PENDING', 'PRECONDITION_FAILED'),
  },
})

const deleteExecutions = createRoute({
  method: 'post',
  path: '/delete',
  operationId: 'deleteExecutions',
  access: ['write'],
  tags,
  summary: 'Delete several executions',
  description:
    'Deletes the ended executions with the given ids, or those that match a filter, oldest first and at most ' +
    '`limit`. The answer has the outcome for each. Each is deleted separately: after a failure, the same request ' +
    'deletes the rest. Executions that have not ended are never deleted.',
  request: { body: body(ExecutionDeletion, 'Which executions to delete.') },
  responses: { ...done(ExecutionDeletions, 'The outcome for each execution.'), ...bodyFails() },
})

const cancelExecution = createRoute({
  method: 'post',
  path: '/{execution_id}/cancel',
  operationId: 'cancelExecution',
  access: ['execute'],
  tags,
  summary: 'Cancel an execution',
  description:
    'Stops an execution at once, even during a wait, a request or code. Results of completed nodes are kept.',
  request: { params: ExecutionParams },
  responses: {
    ...done(Execution, 'The cancelled execution.'),
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_FINISHED', 'EXECUTION_TOO_LARGE', 'EXECUTION_UNREADABLE'),
  },
})

const retryExecution = createRoute({
  method: 'post',
  path: '/{execution_id}/retry',
  operationId: 'retryExecution',
  access: ['execute'],
  tags,
  summary: 'Retry an execution',
  description:
    'Runs the same graph with the same input as a new execution. Unless `from_start` is set, only nodes that did ' +
    'not complete run again, together with everything that depends on them. Loops keep their items, and called ' +
    'scripts keep the version that ran.',
  request: {
    params: ExecutionParams,
    headers: ExecuteHeaders,
    body: { ...body(RetryRequest, 'Options of the retry.'), required: false },
  },
  responses: {
    ...done(Execution, 'The new execution has ended.'),
    ...acceptedExecution,
    ...bodyFails(
      'EXECUTION_NOT_FOUND',
      'EXECUTION_NOT_FINISHED',
      'SCRIPT_EMPTY',
      'SCRIPT_BUSY',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'EXECUTION_TOO_LARGE',
      'EXECUTION_UNREADABLE',
      'EXECUTION_MEMORY_LIMIT',
      'QUEUE_FULL',
      'SHUTTING_DOWN',
    ),
  },
})

const stream = {
  description: 'The stream.',
  headers: header('Content-Language'),
  content: {
    'text/event-stream': {
      schema: {
        type: 'string' as const,
        description: 'Server-sent events as defined by the HTML standard.',
      },
      example:
        'id: 1\nevent: node_started\ndata: {"node_id":"sum","type":"transform","status":"running"}\n\n',
    },
  },
}

const followExecution = createRoute({
  method: 'get',
  path: '/{execution_id}/events',
  operationId: 'followExecution',
  access: ['read'],
  tags,
  summary: 'Follow an execution',
  description:
    'Streams server-sent events: `node_started` and `node_finished` with a node result as data, and ' +
    '`execution_finished` with the execution, but without input, output and node results. The stream starts with the ' +
    'first event, or after `Last-Event-ID`, and ends with the execution. `execution_waiting`, with the execution as well, ' +
    'tells that it waits for an event or a time from now on, and has left memory; it has no id and is in no replay.',
  request: { params: ExecutionParams, headers: EventsHeader },
  responses: {
    200: stream,
    ...fails('EXECUTION_NOT_FOUND', 'EXECUTION_TOO_LARGE', 'TOO_MANY_STREAMS'),
  },
})

export interface ExecutionRouteOptions extends ExecuteRouteOptions, EventSources {
  readonly streams: StreamSlots
}

export const executionRoutes = (options: ExecutionRouteOptions) => {
  const { executions, views, parts, turns, executeWaitMs, streams } = options
  const router = createRouter()

  router.openapi(listExecutions, async (c) => {
    return jsonPage<ListedExecution>(c, await executions.list(c.req.valid('query')))
  })

  router.openapi(getExecution, async (c) => {
    const view = await views.show(c.req.valid('param').execution_id)
    return jsonExecution(c, view, { status: 200, parts, turns })
  })

  router.openapi(deleteExecution, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    await checkPrecondition(c.req.valid('header'), async () => executionTags(await views.show(id)))
    await executions.remove(id)
    return json(c, success({ id }, localize(c, messages.executionDeleted)), 200)
  })

  router.openapi(deleteExecutions, async (c) => {
    const deletions = await executions.removeSome(c.req.valid('json'))
    return json(c, success(deletions, localize(c, messages.executionsDeleted)), 200)
  })

  router.openapi(cancelExecution, async (c) => {
    const view = await executions.cancel(c.req.valid('param').execution_id)
    return jsonExecution(c, view, {
      status: 200,
      message: localize(c, messages.executionCancelled),
      parts,
      turns,
    })
  })

  router.openapi(retryExecution, async (c) => {
    const wait = waitOf(c.req.valid('header').prefer, executeWaitMs)
    const { from_start: fromStart = false } = c.req.valid('json')
    const view = await executions.retry(c.req.valid('param').execution_id, fromStart, runOptions(c, wait))
    return answerExecution(c, view, { wait, parts, turns })
  })

  router.openapi(followExecution, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    const locale = answerLocale(c)
    await views.outline(id)
    await views.assertReadable(id)
    // The answer has no body, so there is no stream that could be opened.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
    holdAnswer(c, EVENT_STREAM_BYTES)
    const slot = streams.acquire(c.get('caller'), c.get('principal')?.expiresAt)
    return streamEvents(c, slot, (signal) =>
      eventChunks(options, {
        id,
        bookmark: { seq: c.req.valid('header')['last-event-id'] },
        locale,
        signal: AbortSignal.any([signal, executions.leaving]),
      }),
    )
  })

  return router
}
