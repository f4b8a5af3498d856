import { localize } from '../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  accepted,
  body,
  bodyFails,
  done,
  fails,
  notModified,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { ManualStarts } from './manual-starts.ts'
import { ScheduleParams } from './schema.ts'
import type { ScheduleService } from './service.ts'
import { messages } from './texts.ts'
import { Backfill, BackfillResult, ScheduleTick, TickQuery } from './tick-schema.ts'

const tags = ['schedules']

const listTicks = createRoute({
  method: 'get',
  path: '/{schedule_id}/ticks',
  operationId: 'listScheduleTicks',
  access: ['read'],
  tags,
  summary: 'List the ticks of a schedule',
  description:
    'Lists the outcomes of past ticks, the latest first: the execution that each started, or why it started ' +
    'none. A schedule keeps its last 10,000 records.',
  request: { params: ScheduleParams, query: TickQuery },
  responses: {
    ...page(ScheduleTick, 'A page of ticks.'),
    ...notModified,
    ...fails('SCHEDULE_NOT_FOUND'),
  },
})

const startFails = [
  'SCHEDULE_NOT_FOUND',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_ANSWER_DELETED',
  'QUEUE_FULL',
  'SHUTTING_DOWN',
] as const

const triggerSchedule = createRoute({
  method: 'post',
  path: '/{schedule_id}/trigger',
  operationId: 'triggerSchedule',
  access: ['write'],
  tags,
  summary: 'Start a schedule now',
  description:
    'Starts an execution at once, even while the schedule is paused, with the time of the request as ' +
    '`schedule.time`. The `overlap` of the schedule applies: if nothing was started, the answer is 200 with the ' +
    'reason.',
  request: { params: ScheduleParams, headers: IdempotencyKey },
  responses: {
    ...done(ScheduleTick, 'Nothing was started, for the reason given.'),
    ...accepted(ScheduleTick, 'The execution is on disk; `Location` is its address.'),
    ...fails(...startFails),
  },
})

const backfillSchedule = createRoute({
  method: 'post',
  path: '/{schedule_id}/backfill',
  operationId: 'backfillSchedule',
  access: ['write'],
  tags,
  summary: 'Start past ticks of a schedule',
  description:
    'Starts the ticks between two times, inclusive, that have not started an execution, at most 500. Ticks ' +
    'before the oldest record of the schedule are skipped. By default they run one after another.',
  request: { params: ScheduleParams, headers: IdempotencyKey, body: body(Backfill, 'The ticks.') },
  responses: {
    ...done(BackfillResult, 'What was started; all of it is on disk.'),
    ...bodyFails(...startFails),
  },
})

const messageOf = ({ executions, next }: BackfillResult) => {
  if (next !== null) return messages.ticksCut
  return executions.length === 0 ? messages.nothingStarted : messages.ticksStarted
}

export const tickRoutes = (schedules: ScheduleService, starts: ManualStarts) => {
  const router = createRouter()

  router.openapi(listTicks, async (c) => {
    const { schedule_id: id } = c.req.valid('param')
    return jsonPage<ScheduleTick>(c, await schedules.ticks(id, c.req.valid('query')))
  })

  router.openapi(triggerSchedule, async (c) => {
    const { schedule_id: id } = c.req.valid('param')
    const options = { admit: c.get('admitExecutions'), executionId: c.get('resourceId') }
    const tick = await starts.trigger(id, options)
    if (tick.execution_id === null) return json(c, success(tick, localize(c, messages.nothingStarted)), 200)
    const headers = { Location: `/api/executions/${tick.execution_id}` }
    return json(c, success(tick, localize(c, messages.executionStarted)), 202, headers)
  })

  router.openapi(backfillSchedule, async (c) => {
    const { schedule_id: id } = c.req.valid('param')
    const options = { admit: c.get('admitExecutions') }
    const result = await starts.backfill(id, c.req.valid('json'), options)
    return json(c, success(result, localize(c, messageOf(result), { next: result.next ?? '' })), 200)
  })

  return router
}
