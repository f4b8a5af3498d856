import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** The pattern that the request was routed by (`/api/scripts/:id`), null when no route takes it. */
export const routePattern = (c: Context): string | null =>
  // Middleware is registered for every method.
  matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? null
