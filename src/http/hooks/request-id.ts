import { randomUUID } from 'node:crypto'
import { headerOf } from '../request/header.ts'
import type { RequestHook } from './request-hook.ts'

const WELL_FORMED = /^[\w.:-]{1,128}$/

/** Takes over the caller's `X-Request-Id` or creates one. (`hono/request-id` rejects dots and colons, which trace ids contain.) */
export const requestId: RequestHook = (c) => {
  const given = headerOf(c, 'x-request-id')
  const id = given !== undefined && WELL_FORMED.test(given) ? given : randomUUID()
  c.set('requestId', id)
  c.get('answerHeaders')['X-Request-Id'] = id
}
