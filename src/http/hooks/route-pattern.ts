import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { RouterRoute } from 'hono/types'
import type { AppEnv } from '../env.ts'
import type { Stage } from './stages.ts'

/** Middleware, which is no route, is registered for every method or for every path. */
export const isRoute = ({ method, path }: RouterRoute): boolean => method !== 'ALL' && !path.endsWith('*')

/** Finds the route once for all who ask. */
export const route: Stage = (c) => {
  c.set('route', matchedRoutes(c).find(isRoute))
}

/** The pattern that the request was routed by (`/api/scripts/:id`), null when no route takes it. */
export const routePattern = (c: Context<AppEnv>): string | null => c.get('route')?.path ?? null
