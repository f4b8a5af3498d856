import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../lib/errors.ts'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../header.ts'
import { routePattern } from '../route-pattern.ts'

const JSON_UTF8 = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

/** Whether the request says that its body is JSON. */
export const saysJson = (c: Context): boolean => JSON_UTF8.test(headerOf(c, 'content-type') ?? '')

const hasBody = (c: Context<AppEnv>): boolean => {
  // Behind a socket the headers say it; a request made in memory has no such headers.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null
  return headerOf(c, 'transfer-encoding') !== undefined || Number(headerOf(c, 'content-length') ?? 0) > 0
}

/** Bodies are JSON in UTF-8, and say so. An address that does not exist is left to be answered 404. */
export const contentType = () =>
  createMiddleware<AppEnv>(async function contentType(c, next) {
    if (!saysJson(c) && hasBody(c) && routePattern(c) !== null) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
    await next()
  })
