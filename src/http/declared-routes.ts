import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

export type RouteRegistry = Pick<OpenAPIHono<AppEnv>, 'openAPIRegistry'>

/** Every documented route, by its method and its path as hono has them. */
export const declaredRoutes = (app: RouteRegistry): (readonly [name: string, route: RouteConfig])[] =>
  app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const { method, path } = definition.route
    return [[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, definition.route] as const]
  })

/** Finds whether the route of a request takes a body as it is, which nothing may read before its handler. */
export const createRawBodyCheck = (app: RouteRegistry) => {
  let raw: ReadonlySet<string> | undefined
  return (c: Context<AppEnv>): boolean => {
    const route = c.get('route')
    if (!route) return false
    // Routes are still being added until the first request arrives.
    raw ??= new Set(
      declaredRoutes(app).flatMap(([name, { request }]) =>
        request?.body && !('application/json' in request.body.content) ? [name] : [],
      ),
    )
    return raw.has(`${route.method} ${route.path}`)
  }
}
