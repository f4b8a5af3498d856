import { setTimeout as delay } from 'node:timers/promises'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'
import { hasRoute } from '../hooks/route-pattern.ts'

/** Longer than it takes to look up a token. */
const STEP_MS = 20

/**
 * Lets requests without a route continue only at whole multiples of a time after their arrival, so that the time of the
 * answer does not reveal whether a token in the address was right, or anything else that a receiver has looked up.
 */
export const uniformRefusals = createMiddleware<AppEnv>(async function uniformRefusals(c, next) {
  if (!hasRoute(c)) {
    const elapsed = c.get('elapsed')()
    await delay(Math.ceil(STEP_MS - (elapsed % STEP_MS)))
  }
  return next()
})
