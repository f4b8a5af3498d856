import { createMiddleware } from 'hono/factory'
import type { Clock } from '../../lib/clock.ts'

/** `Server-Timing` with the time to the answer. (`hono/timing` reads its own clock and keeps a map per request.) */
export const timing = (clock: Pick<Clock, 'now'>) =>
  createMiddleware(async function timing(c, next) {
    const startedAt = clock.now()
    await next()
    c.res.headers.set('Server-Timing', `total;dur=${(clock.now() - startedAt).toFixed(1)}`)
  })
