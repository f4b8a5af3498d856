import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../lib/errors.ts'
import type { AppEnv } from '../env.ts'
import { routePattern } from '../route-pattern.ts'

const JSON_UTF8 = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

/** Whether the request says that its body is JSON. */
export const saysJson = ({ req }: Context): boolean => JSON_UTF8.test(req.header('Content-Type') ?? '')

const hasBody = (c: Context<AppEnv>): boolean => {
  // Behind a socket the headers say it; a request made in memory has no such headers.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null
  return c.req.header('Transfer-Encoding') !== undefined || Number(c.req.header('Content-Length') ?? 0) > 0
}

/** Bodies are JSON in UTF-8, and say so. An address that does not exist is left to be answered 404. */
export const contentType = () =>
  createMiddleware<AppEnv>(async function contentType(c, next) {
    if (!saysJson(c) && hasBody(c) && routePattern(c) !== null) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
    await next()
  })
