import { METHODS } from 'node:http'
import type { Context, Hono } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { nearestAddress } from '../../lib/text/nearest-address.ts'
import type { AppEnv } from '../env.ts'
import { loggedPath, receiverPattern } from '../hooks/logged-path.ts'
import { isRoute } from '../hooks/route-pattern.ts'
import { LiteralFirstRouter } from '../literal-first-router.ts'
import type { AnswerHeaders } from './answer.ts'

const ANY = 'ALL'

// Registers every route under one method, with its own method as the value, to look routes up by path alone.
const methodsByPath = (routes: Hono<AppEnv>['routes']): LiteralFirstRouter<string> => {
  const router = new LiteralFirstRouter<string>()
  for (const { method, path } of routes.filter(isRoute)) router.add(ANY, path, method)
  return router
}

const allowedMethods = (router: LiteralFirstRouter<string>, path: string): string[] => {
  const [found] = router.match(ANY, path)
  const methods = new Set(found.map(([method]) => method))
  if (methods.size === 0) return []
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods.add('OPTIONS')].sort()
}

const isKnown = (method: string): boolean => METHODS.includes(method)

const MAX_SHOWN = 200

/** The error of an address that leads nowhere; `meant` is the one that its caller may want. */
export const routeNotFound = (c: Context, headers: AnswerHeaders = {}, meant?: string): AppError => {
  const path = loggedPath(c)
  const address = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path
  return new AppError('ROUTE_NOT_FOUND', { values: { address }, headers, meant })
}

/** Webhooks and links are left out, as what stands for their token is not to be repeated. */
const addressesOf = (routes: Hono<AppEnv>['routes']): string[] => [
  ...new Set(
    routes
      .filter(isRoute)
      .map(({ path }) => path)
      .filter((path) => receiverPattern(path) === null),
  ),
]

/**
 * The handler for `app.notFound`: 501 for a method that HTTP does not know, 405 or, for OPTIONS, 204 with `Allow` if the
 * path has other methods, else 404.
 */
export const createNotFound = (app: Pick<Hono<AppEnv>, 'routes'>) => {
  let router: LiteralFirstRouter<string> | undefined
  let addresses: readonly string[] | undefined
  return (c: Context<AppEnv>) => {
    const { method } = c.req
    if (!isKnown(method)) throw new AppError('METHOD_NOT_IMPLEMENTED', { values: { method } })
    // Routes are still being added until the first request arrives.
    router ??= methodsByPath(app.routes)
    const allowed = allowedMethods(router, c.req.path)
    if (allowed.length === 0) {
      addresses ??= addressesOf(app.routes)
      throw routeNotFound(c, {}, nearestAddress(c.req.path, addresses, 'api'))
    }
    const headers = { Allow: allowed.join(', ') }
    if (method === 'OPTIONS') return c.body(null, 204, headers)
    throw new AppError('METHOD_NOT_ALLOWED', { values: { method }, headers })
  }
}
