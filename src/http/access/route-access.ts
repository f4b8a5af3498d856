import type { Context } from 'hono'
import type { RouterRoute } from 'hono/types'
import type { Scope } from '../../domain/scopes.ts'
import { declaredRoutes, type RouteRegistry } from '../declared-routes.ts'
import type { AppEnv } from '../env.ts'

/**
 * What a caller needs: nothing, and the request counts towards no limit (`probe`, for supervisors); nothing (`public`);
 * or a key with all of these scopes.
 */
export type Access = 'probe' | 'public' | readonly Scope[]

/** Denies by default: a route without declared access is open to administrators only. */
const UNDECLARED: Access = ['admin']

/** Any key may learn that an address does not exist; callers without a key may not probe for addresses. */
const NO_ROUTE: Access = []

export type Docs = 'public' | 'private'

/** A definition made by `createRoute`, as it is registered and as the OpenAPI generator passes it on. */
interface RouteDefinition {
  readonly operationId?: string | undefined
  access?: Access
}

export const accessOf = ({ access = UNDECLARED }: RouteDefinition): Access => access

/** Removes the declaration, which is not part of OpenAPI. */
export const takeAccess = (route: RouteDefinition): Access => {
  const access = accessOf(route)
  delete route.access
  return access
}

/** Finds the access of the route that takes a request. */
export const createAccessLookup = (app: RouteRegistry, docs: Docs) => {
  let byRoute: ReadonlyMap<string, Access> | undefined
  const cached = new WeakMap<RouterRoute, Access>()

  const find = ({ method, path }: RouterRoute): Access => {
    // Routes are still being added until the first request arrives.
    byRoute ??= new Map(declaredAccess(app))
    const access = byRoute.get(`${method} ${path}`)
    if (access) return access
    if (isPage(path)) return 'public'
    return isDocs(path) ? (docs === 'public' ? 'public' : ['read']) : UNDECLARED
  }

  return (c: Context<AppEnv>): Access => {
    const route = c.get('route')
    if (!route) return NO_ROUTE
    const access = cached.get(route) ?? find(route)
    cached.set(route, access)
    return access
  }
}

const declaredAccess = (app: RouteRegistry) =>
  declaredRoutes(app).map(([name, route]) => [name, accessOf(route)] as const)

const isDocs = (path: string): boolean => /^\/(openapi\.json|docs|docs\/.*)$/.test(path)

/** The page holds no data; what it shows it asks of the API, with the key of its user. */
const isPage = (path: string): boolean => /^\/(ui|ui\/.*)?$/.test(path)
