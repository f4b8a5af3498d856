import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { exceededLimit } from '../../lib/json/json-limits.ts'
import type { AppEnv } from '../env.ts'
import { routePattern } from '../hooks/route-pattern.ts'
import { headerOf } from '../request/header.ts'
import { incompleteBody } from '../request/incomplete-body.ts'

const JSON_UTF8 = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

// SQLite reads JSON up to 1000 levels, and what walks over a value does so by recursion. The largest script has
// half as many values; with these limits the worst body is parsed and checked in about a tenth of a second.
const MOST = { levels: 100, values: 1_000_000, names: 100_000 }

const problems = { levels: 'too_deep', values: 'too_many_values', names: 'too_many_names' } as const

/** Whether the request says that its body is JSON. */
export const saysJson = (c: Context): boolean => JSON_UTF8.test(headerOf(c, 'content-type') ?? '')

const hasBody = (c: Context<AppEnv>): boolean => {
  // Behind a socket the headers say it; a request made in memory has no such headers.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null
  return headerOf(c, 'transfer-encoding') !== undefined || Number(headerOf(c, 'content-length') ?? 0) > 0
}

/**
 * Bodies are JSON in UTF-8, and say so; an address that does not exist is left to be answered 404. One that holds too
 * much is refused as a problem that says what, before anybody parses it.
 */
export const jsonBody = () =>
  createMiddleware<AppEnv>(async function jsonBody(c, next) {
    if (!saysJson(c) && hasBody(c) && routePattern(c) !== null) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
    const exceeded = exceededLimit(await c.req.text().catch(incompleteBody), MOST)
    if (exceeded) {
      throw validationFailed([{ path: '', code: problems[exceeded], values: { maximum: MOST[exceeded] } }])
    }
    await next()
  })
