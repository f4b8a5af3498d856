import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** The route that answers the request, the first of those that fit; nothing when no route takes it. */
export const matchedRoute = (c: Context) =>
  // Middleware is registered for every method.
  matchedRoutes(c).find(({ method }) => method !== 'ALL')

/** The pattern that the request was routed by (`/api/scripts/:id`), null when no route takes it. */
export const routePattern = (c: Context): string | null => matchedRoute(c)?.path ?? null
