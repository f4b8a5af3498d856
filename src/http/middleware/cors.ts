import type { Context, MiddlewareHandler } from 'hono'
import { cors as honoCors } from 'hono/cors'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../request/header.ts'
import { addTo } from '../response/answer.ts'

const exposeHeaders = [
  'ETag',
  'Location',
  'X-Request-Id',
  'Server-Timing',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'WWW-Authenticate',
  'Link',
  'Allow',
  'Preference-Applied',
  'Idempotency-Replayed',
  'Content-Disposition',
  'Content-Range',
]

const preflights = {
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders,
  maxAge: 600,
}

// `hono/cors` treats every OPTIONS request as a preflight, but a plain one asks for `Allow`.
const isPreflight = (c: Context): boolean =>
  c.req.method === 'OPTIONS' && headerOf(c, 'access-control-request-method') !== undefined

/**
 * Lets web pages of these origins call the API; `*` allows any origin, without credentials.
 * (`hono/cors` answers only preflights here: to add headers to other answers it would copy each of those.)
 */
export const cors = (origins: readonly string[]): MiddlewareHandler<AppEnv> => {
  const isAny = origins.includes('*')
  const listed = new Set(origins)
  const answerPreflight = honoCors({ ...preflights, origin: isAny ? '*' : [...origins], credentials: !isAny })
  const corsHeaders = {
    'Access-Control-Expose-Headers': exposeHeaders.join(','),
    ...(!isAny && { 'Access-Control-Allow-Credentials': 'true' }),
  }
  return (c, next) => {
    const origin = isAny ? '*' : (headerOf(c, 'origin') ?? '')
    const isAllowed = listed.has(origin)
    // `hono/cors` sends the credentials header to any origin, so it may see only those in the list.
    if (isAllowed && isPreflight(c)) return answerPreflight(c, next)
    const headers = c.get('answerHeaders')
    if (isAllowed) Object.assign(headers, corsHeaders, { 'Access-Control-Allow-Origin': origin })
    if (!isAny) addTo(headers, 'Vary', 'Origin')
    return next()
  }
}
