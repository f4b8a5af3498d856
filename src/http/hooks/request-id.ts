import { randomUUID } from 'node:crypto'
import { headerOf } from '../request/header.ts'
import type { Stage } from './stages.ts'

const WELL_FORMED = /^[\w.:-]{1,128}$/

/** Takes the caller's `X-Request-Id` or makes one. (`hono/request-id` refuses dots and colons, which tracing ids have.) */
export const requestId: Stage = (c) => {
  const given = headerOf(c, 'x-request-id')
  const id = given !== undefined && WELL_FORMED.test(given) ? given : randomUUID()
  c.set('requestId', id)
  c.get('answerHeaders')['X-Request-Id'] = id
}
