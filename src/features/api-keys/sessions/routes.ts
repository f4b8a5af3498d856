import { localize } from '../../../http/hooks/locale.ts'
import { checkPrecondition, Preconditions } from '../../../http/request/precondition.ts'
import { bodyTag, json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import {
  accepted,
  body,
  bodyFails,
  done,
  fails,
  notModified,
  ok,
} from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { messages } from '../texts.ts'
import { NewSession, OpenedSession, Session } from './schema.ts'
import type { SessionService } from './service.ts'

const tags = ['keys']

const getSession = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getSession',
  access: [],
  tags,
  summary: 'Show who is calling',
  description: 'Returns the scopes of the key or session that the request is made with.',
  responses: { ...ok(Session, 'The caller.'), ...notModified, ...fails() },
})

const openSession = createRoute({
  method: 'post',
  path: '/',
  operationId: 'openSession',
  access: [],
  tags,
  summary: 'Open a session',
  description:
    'Exchanges the API key of the request for a session key, which a web page may keep: it expires after at most ' +
    '12 hours, has at most the same scopes, and ends with the API key. It is sent like an API key and counts ' +
    'towards the limits of that key. A key has at most 100 sessions; opening another one ends the oldest. An ' +
    '`Idempotency-Key` has no effect here, because the answer must not be stored.',
  request: { body: { ...body(NewSession, 'The session.'), required: false } },
  responses: {
    201: { ...accepted(OpenedSession, '')[202], description: 'The session with its key.' },
    ...bodyFails('SESSION_WITHOUT_KEY'),
  },
})

const endSession = createRoute({
  method: 'delete',
  path: '/',
  operationId: 'endSession',
  access: [],
  tags,
  summary: 'End the session',
  description:
    'Ends the session: its key is no longer accepted. The API key that it was opened with stays valid.',
  request: { headers: Preconditions },
  responses: {
    ...done(Session, 'The session that was ended.'),
    ...fails('NO_SESSION', 'PRECONDITION_FAILED'),
  },
})

export const sessionRoutes = (sessions: SessionService) => {
  const router = createRouter()

  router.openapi(getSession, async (c) => json(c, success(await sessions.show(c.get('principal'))), 200))

  router.openapi(openSession, async (c) => {
    const opened = await sessions.open(c.get('principal'), c.req.valid('json'))
    const headers = { Location: '/api/session', 'Cache-Control': 'no-store' }
    return json(c, success(opened, localize(c, messages.sessionOpened)), 201, headers)
  })

  router.openapi(endSession, async (c) => {
    const principal = c.get('principal')
    await checkPrecondition(c.req.valid('header'), async () =>
      bodyTag(success(await sessions.show(principal))),
    )
    return json(c, success(await sessions.end(principal), localize(c, messages.sessionEnded)), 200)
  })

  return router
}
