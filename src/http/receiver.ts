import type { RouteConfig } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { Access } from './access/route-access.ts'
import type { AppEnv } from './env.ts'

/**
 * Answers requests below a path before the guard asks for a key. What it does not take goes on as a request to an
 * unknown address, so its operations are no routes: they are only documented.
 */
export interface Receiver {
  /** With a wildcard. */
  readonly path: string
  readonly handler: MiddlewareHandler<AppEnv>
  readonly operations: readonly (RouteConfig & { readonly access: Access })[]
}
