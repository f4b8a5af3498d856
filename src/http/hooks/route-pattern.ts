import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { RouterRoute } from 'hono/types'
import type { AppEnv } from '../env.ts'
import { receiverPattern } from './logged-path.ts'
import type { RequestHook } from './request-hook.ts'

/** Distinguishes routes from middleware, which is registered for every method or for a path with a wildcard. */
export const isRoute = ({ method, path }: RouterRoute): boolean => method !== 'ALL' && !path.endsWith('*')

/** Finds the route of a request once, for all hooks and middleware. */
export const matchRoute: RequestHook = (c) => {
  c.set('route', matchedRoutes(c).find(isRoute))
}

/** Whether there is a route; what a receiver has not answered has none, like any unknown address. */
export const hasRoute = (c: Context<AppEnv>): boolean => c.get('route') !== undefined

/**
 * The name of an address in logs, metrics and traces: the pattern of the matched route (`/api/scripts/:id`), null when
 * there is none. Webhooks and links are answered by middleware, whether their token is right or not.
 */
export const routePattern = (c: Context<AppEnv>): string | null =>
  c.get('route')?.path ?? receiverPattern(c.req.path)
