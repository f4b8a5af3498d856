import { setTimeout as delay } from 'node:timers/promises'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../env.ts'
import { routePattern } from '../hooks/route-pattern.ts'

/** Longer than it takes to look up what a token stands for. */
const STEP_MS = 20

/**
 * Lets what has no route go on only at whole multiples of a time after its arrival, so that the time of the answer does
 * not tell whether a token in the address was right, or anything else of what a receiver has looked up.
 */
export const evenRefusals = createMiddleware<AppEnv>(async function evenRefusals(c, next) {
  if (routePattern(c) === null) {
    const elapsed = c.get('elapsed')()
    await delay(Math.ceil(STEP_MS - (elapsed % STEP_MS)))
  }
  return next()
})
