import { createMiddleware } from 'hono/factory'

/** What every answer tells browsers: that it is data and nothing to show, run or embed. TLS is for a proxy to promise. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

const entries = Object.entries(securityHeaders)

/** Adds those that a handler has not set itself. (`hono/secure-headers` cannot tell them to what is no hono request.) */
export const secureHeaders = () =>
  createMiddleware(async function secureHeaders(c, next) {
    await next()
    for (const [name, value] of entries) if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  })
