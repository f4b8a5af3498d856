import type { Context } from 'hono'
import { compress as honoCompress } from 'hono/compress'
import { createMiddleware } from 'hono/factory'
import { isJson, readBodyText } from './body-text.ts'

// `hono/compress` leaves short bodies alone only when it is told their length, and `c.json` does not tell.
const measure = async (c: Context): Promise<void> => {
  if (!c.res.headers.has('Content-Length') && isJson(c)) await readBodyText(c)
}

/** Compresses answers from 1 kB on; event streams are never touched. A compressed answer's ETag becomes weak. */
export const compress = () => {
  const inner = honoCompress()
  return createMiddleware(async function compress(c, next) {
    // Said before there is an answer: afterwards it would cost a copy of the whole answer.
    c.header('Vary', 'Accept-Encoding', { append: true })
    if (c.req.header('Accept-Encoding') === undefined) return next()
    return inner(c, async () => {
      await next()
      if (c.req.method !== 'HEAD') await measure(c)
    })
  })
}
