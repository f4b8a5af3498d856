import { createMiddleware } from 'hono/factory'
import { validationFailed } from '../../lib/errors.ts'
import { isDeeperThan } from '../json-depth.ts'

const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

// SQLite reads JSON up to 1000 levels, and what walks over a value does so by recursion.
const MOST_LEVELS = 100

/** Refuses a body that is nested too deeply with a problem `too_deep`, before anybody parses it. */
export const bodyDepth = () =>
  createMiddleware(async function bodyDepth(c, next) {
    if (bodyMethods.has(c.req.method) && isDeeperThan(await c.req.text(), MOST_LEVELS)) {
      throw validationFailed([{ path: '', code: 'too_deep', values: { maximum: MOST_LEVELS } }])
    }
    await next()
  })
