import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../lib/errors.ts'
import { bodyMethods } from '../body-methods.ts'
import { routePattern } from '../route-pattern.ts'

type ContentTypeEnv = { Bindings: Partial<HttpBindings> }

const JSON_UTF8 = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

const hasBody = (c: Context<ContentTypeEnv>): boolean => {
  // Behind a socket the headers say it; a request made in memory has no such headers.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null
  return c.req.header('Transfer-Encoding') !== undefined || Number(c.req.header('Content-Length') ?? 0) > 0
}

/** Bodies are JSON in UTF-8, and say so. An address that does not exist is left to be answered 404. */
export const contentType = () =>
  createMiddleware<ContentTypeEnv>(async function contentType(c, next) {
    const isRefused =
      bodyMethods.has(c.req.method) &&
      !JSON_UTF8.test(c.req.header('Content-Type') ?? '') &&
      hasBody(c) &&
      routePattern(c) !== null
    if (isRefused) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
    await next()
  })
