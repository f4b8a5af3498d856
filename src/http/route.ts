import { createRoute as createOpenApiRoute, type RouteConfig } from '@hono/zod-openapi'
import type { Access } from './access/route-access.ts'

type Route<P extends string> = Omit<RouteConfig, 'path'> & {
  readonly path: P
  /** Read by the guard and by the OpenAPI document. */
  readonly access: Access
}

/** `createRoute` of zod-openapi for routes that declare their access. */
export const createRoute = <const P extends string, R extends Route<P>>(route: R) =>
  createOpenApiRoute<P, R>(route)
