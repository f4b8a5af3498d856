import { randomUUID } from 'node:crypto'
import { createMiddleware } from 'hono/factory'

export interface RequestIdVariables {
  requestId: string
}

const WELL_FORMED = /^[\w.:-]{1,128}$/

/** Takes the caller's `X-Request-Id` or makes one. (`hono/request-id` refuses dots and colons, which tracing ids have.) */
export const requestId = () =>
  createMiddleware<{ Variables: RequestIdVariables }>(async function requestId(c, next) {
    const given = c.req.header('X-Request-Id')
    const id = given !== undefined && WELL_FORMED.test(given) ? given : randomUUID()
    c.set('requestId', id)
    c.header('X-Request-Id', id)
    await next()
  })
