import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { createAccessOf } from './authorization.ts'
import { createErrorHandler } from './errors.ts'
import { createNotFound } from './method-not-allowed.ts'
import { accessLog } from './middleware/access-log.ts'
import { bodyLimit } from './middleware/body-limit.ts'
import { clientIp } from './middleware/client-ip.ts'
import { compress } from './middleware/compress.ts'
import { contentType } from './middleware/content-type.ts'
import { cors } from './middleware/cors.ts'
import { etag } from './middleware/etag.ts'
import { type GuardOptions, guard } from './middleware/guard.ts'
import { jsonLimits } from './middleware/json-limits.ts'
import { locale } from './middleware/locale.ts'
import { requestId } from './middleware/request-id.ts'
import { secureHeaders } from './middleware/secure-headers.ts'
import { thrownValues } from './middleware/thrown-values.ts'
import { timing } from './middleware/timing.ts'
import { serveOpenApi } from './openapi.ts'
import { type AppEnv, createRouter } from './router.ts'

export interface HttpConfig {
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly slowRequestMs: number
  readonly bodyLimitBytes: number
}

export interface AppOptions {
  readonly config: HttpConfig
  readonly logger: Logger
  /** Only differences count, so it may be a monotonic one with fractions of a millisecond. */
  readonly clock: Pick<Clock, 'now'>
  readonly routes: readonly (readonly [path: string, router: OpenAPIHono<AppEnv>])[]
  readonly isDatabaseUnavailable: (error: unknown) => boolean
  readonly guard: GuardOptions
  /** Runs around everything else; sees each request and its answer. */
  readonly outerMiddleware?: readonly MiddlewareHandler[]
  /** Runs before every API route, after the request was checked. */
  readonly apiMiddleware?: readonly MiddlewareHandler[]
}

// So many bodies of the largest size are held at once.
const LARGE_BODIES = 16

/** The whole HTTP side without a server. Routers are mounted in order; `/openapi.json` describes them. */
export const createApp = (options: AppOptions) => {
  const { config, logger, clock, routes, isDatabaseUnavailable } = options
  const app = createRouter()
  app.onError(createErrorHandler({ logger, isDatabaseUnavailable }))
  app.notFound(createNotFound(app))

  for (const handler of options.outerMiddleware ?? []) app.use(handler)
  // What stands above is also on error answers; what reads the answer's body is nearest to the routes.
  app.use(requestId(), clientIp(config.trustedProxies), locale())
  app.use(accessLog({ logger, clock, slowRequestMs: config.slowRequestMs }), timing(clock))
  app.use(secureHeaders())
  if (config.corsOrigins.length > 0) app.use(cors(config.corsOrigins))
  app.use(guard(createAccessOf(app, options.guard.config.docs), options.guard))
  const bodyBytes = { each: config.bodyLimitBytes, all: LARGE_BODIES * config.bodyLimitBytes }
  app.use(compress(), etag(), bodyLimit(bodyBytes), contentType(), jsonLimits(), thrownValues())
  for (const handler of options.apiMiddleware ?? []) app.use('/api/*', handler)

  for (const [path, router] of routes) app.route(path, router)
  serveOpenApi(app)
  return app
}
