import type { MiddlewareHandler } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'

const shared = {
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  exposeHeaders: [
    'ETag',
    'Location',
    'X-Request-Id',
    'Server-Timing',
    'Retry-After',
    'RateLimit',
    'RateLimit-Policy',
    'WWW-Authenticate',
    'Link',
  ],
  maxAge: 600,
}

const listedOrigins = (origins: readonly string[]): MiddlewareHandler => {
  const allow = honoCors({ ...shared, origin: [...origins], credentials: true })
  const listed = new Set(origins)
  return createMiddleware(async function cors(c, next) {
    // `hono/cors` sends the credentials header whatever the origin, so it sees only those in the list.
    if (listed.has(c.req.header('Origin') ?? '')) return allow(c, next)
    c.header('Vary', 'Origin', { append: true })
    await next()
  })
}

/** Lets pages of these origins call the API; `*` lets any, without credentials. An empty list allows none. */
export const cors = (origins: readonly string[]): MiddlewareHandler => {
  const allow = origins.includes('*') ? honoCors({ ...shared, origin: '*' }) : listedOrigins(origins)
  return createMiddleware(async function crossOrigin(c, next) {
    // `hono/cors` answers every OPTIONS request as a preflight; a plain one asks for `Allow`.
    const isPlainOptions =
      c.req.method === 'OPTIONS' && c.req.header('Access-Control-Request-Method') === undefined
    return isPlainOptions ? next() : allow(c, next)
  })
}
