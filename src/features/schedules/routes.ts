import type { Context } from 'hono'
import type { Problem } from '../../domain/errors.ts'
import type { AppEnv } from '../../http/env.ts'
import { localize } from '../../http/hooks/locale.ts'
import { localizeProblems } from '../../http/messages/localize-problems.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
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
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { answerSaved } from '../../http/saved-answer.ts'
import {
  DeletedSchedule,
  NewSchedule,
  PreviewedTimes,
  Schedule,
  ScheduleParams,
  SchedulePatch,
  SchedulePreview,
  ScheduleQuery,
} from './schema.ts'
import type { ScheduleService } from './service.ts'
import { messages } from './texts.ts'
import { onlySettings } from './view.ts'

const tags = ['schedules']

const listSchedules = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listSchedules',
  access: ['read'],
  tags,
  summary: 'List schedules',
  description:
    'Lists schedules, by default in order of creation, with their next five times and their last tick.',
  request: { query: ScheduleQuery },
  responses: { ...page(Schedule, 'A page of schedules.'), ...notModified, ...fails() },
})

const createSchedule = createRoute({
  method: 'post',
  path: '/',
  operationId: 'createSchedule',
  access: ['write'],
  tags,
  summary: 'Create a schedule',
  description:
    'Starts a script automatically: at the times of a cron expression, at equal intervals, or once. Each tick ' +
    'starts exactly one execution, or leaves a record of the reason why not. Deleting the script deletes its ' +
    'schedules.',
  request: { headers: IdempotencyKey, body: body(NewSchedule, 'The schedule.') },
  responses: {
    ...created(Schedule, 'The saved schedule.'),
    ...bodyFails('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_ANSWER_DELETED'),
  },
})

const previewSchedule = createRoute({
  method: 'post',
  path: '/preview',
  operationId: 'previewSchedule',
  access: ['read'],
  tags,
  summary: 'Preview the times of a schedule',
  description:
    'Returns the next ten times at which such a schedule would tick, without saving anything. If there are none, ' +
    '`message` is the reason.',
  request: { body: body(SchedulePreview, 'When it would tick.') },
  responses: { ...done(PreviewedTimes, 'The times.'), ...bodyFails() },
})

const getSchedule = createRoute({
  method: 'get',
  path: '/{schedule_id}',
  operationId: 'getSchedule',
  access: ['read'],
  tags,
  summary: 'Get a schedule',
  description:
    'Returns a schedule. The answer is a valid body for PUT. Its ETag changes with each tick; `If-Match` ' +
    'compares only the part before the dot, which changes with the settings.',
  request: { params: ScheduleParams },
  responses: {
    ...ok(Schedule, 'The schedule.'),
    ...notModified,
    ...fails('SCHEDULE_NOT_FOUND'),
  },
})

const changeFails = bodyFails('SCHEDULE_NOT_FOUND', 'PRECONDITION_FAILED')

const replaceSchedule = createRoute({
  method: 'put',
  path: '/{schedule_id}',
  operationId: 'replaceSchedule',
  access: ['write'],
  tags,
  summary: 'Replace a schedule',
  description:
    'Replaces all settings of a schedule. Sending back the answer to GET changes nothing. A tick whose outcome ' +
    'was decided never starts again; one that is already due still starts.',
  request: {
    params: ScheduleParams,
    headers: Preconditions,
    body: body(NewSchedule, 'The complete schedule.'),
  },
  responses: { ...ok(Schedule, 'The changed schedule.'), ...changeFails },
})

const patchSchedule = createRoute({
  method: 'patch',
  path: '/{schedule_id}',
  operationId: 'patchSchedule',
  access: ['write'],
  tags,
  summary: 'Change a schedule',
  description:
    'Changes individual settings. `{"enabled": false}` pauses a schedule; the ticks of the pause are recorded as skipped ' +
    'when it ends.',
  request: {
    params: ScheduleParams,
    headers: Preconditions,
    body: body(SchedulePatch, 'The fields to change.'),
  },
  responses: { ...ok(Schedule, 'The changed schedule.'), ...changeFails },
})

const deleteSchedule = createRoute({
  method: 'delete',
  path: '/{schedule_id}',
  operationId: 'deleteSchedule',
  access: ['write'],
  tags,
  summary: 'Delete a schedule',
  description:
    'Deletes a schedule and the records of its ticks. Its executions are kept, and running ones continue.',
  request: { params: ScheduleParams, headers: Preconditions },
  responses: {
    ...done(DeletedSchedule, 'The schedule was deleted.'),
    ...fails('SCHEDULE_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

const noTimes = (c: Context<AppEnv>, problem: Problem) => {
  const [detail] = localizeProblems([problem], c.var)
  return localize(c, messages.noTimes, { path: problem.path, reason: detail?.message ?? '' })
}

export const scheduleRoutes = (schedules: ScheduleService) => {
  const router = createRouter()

  router.openapi(listSchedules, async (c) => {
    return jsonPage<Schedule>(c, await schedules.list(c.req.valid('query')))
  })

  router.openapi(createSchedule, async (c) => {
    const { schedule, etag } = await schedules.create(c.req.valid('json'), c.get('isRepeated'))
    const headers = { Location: `/api/schedules/${schedule.id}`, ETag: etag }
    return json(c, success(schedule, localize(c, messages.scheduleCreated)), 201, headers)
  })

  router.openapi(previewSchedule, async (c) => {
    const { times, problem } = schedules.preview(c.req.valid('json'))
    return json(c, success({ next_times: times }, problem && noTimes(c, problem)), 200)
  })

  router.openapi(getSchedule, async (c) => {
    const { schedule, etag } = await schedules.get(c.req.valid('param').schedule_id)
    return json(c, success(schedule), 200, { ETag: etag })
  })

  router.openapi(replaceSchedule, async (c) => {
    const current = precondition(onlySettings(c.req.valid('header')))
    const { schedule_id: id } = c.req.valid('param')
    const { schedule: data, ...saved } = await schedules.replace(id, c.req.valid('json'), current)
    return answerSaved(c, { data, ...saved }, messages.scheduleSaved)
  })

  router.openapi(patchSchedule, async (c) => {
    const current = precondition(onlySettings(c.req.valid('header')))
    const { schedule_id: id } = c.req.valid('param')
    const { schedule: data, ...saved } = await schedules.patch(id, c.req.valid('json'), current)
    return answerSaved(c, { data, ...saved }, messages.scheduleSaved)
  })

  router.openapi(deleteSchedule, async (c) => {
    const { schedule_id: id } = c.req.valid('param')
    await schedules.remove(id, precondition(onlySettings(c.req.valid('header'))))
    return json(c, success({ id }, localize(c, messages.scheduleDeleted)), 200)
  })

  return router
}
