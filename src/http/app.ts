import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { Turns } from '../lib/async/turns.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { createAccessLookup } from './access/route-access.ts'
import { createRawBodyCheck } from './declared-routes.ts'
import type { AppEnv } from './env.ts'
import { accessLog } from './hooks/access-log.ts'
import { answerHeaders } from './hooks/answer-headers.ts'
import { clientIp } from './hooks/client-ip.ts'
import { locale } from './hooks/locale.ts'
import { type RequestHook, withHooks } from './hooks/request-hook.ts'
import { requestId } from './hooks/request-id.ts'
import { matchRoute } from './hooks/route-pattern.ts'
import type { Catalogue } from './messages/text.ts'
import { bodyLimit } from './middleware/body-limit.ts'
import { compress } from './middleware/compress.ts'
import { cors } from './middleware/cors.ts'
import { type GuardOptions, guard } from './middleware/guard.ts'
import { jsonBody } from './middleware/json-body.ts'
import { uniformRefusals } from './middleware/uniform-refusals.ts'
import { serveOpenApi } from './openapi/document.ts'
import type { Receiver } from './receiver.ts'
import { bodyMethods } from './request/body/methods.ts'
import { createErrorHandler, type DatabaseFailure } from './response/errors.ts'
import { createNotFound } from './response/method-not-allowed.ts'
import { createRouter } from './router.ts'

export interface HttpConfig {
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly slowRequestMs: number
  readonly bodyLimitBytes: number
}

export interface AppOptions {
  readonly config: HttpConfig
  readonly logger: Logger
  readonly texts: Catalogue
  /** Only differences are used, so a monotonic clock with fractions of a millisecond will do. */
  readonly clock: Pick<Clock, 'now'>
  readonly routes: readonly (readonly [path: string, router: OpenAPIHono<AppEnv>])[]
  readonly databaseFailure: DatabaseFailure
  readonly guard: GuardOptions
  /** What reading long bodies shares with other long computations. */
  readonly turns: Turns
  /** Hooks around all others, which see every request and its final answer. */
  readonly outerHooks?: readonly RequestHook[]
  /** Answer requests below their paths that need no key; the others continue. */
  readonly receivers?: readonly Receiver[]
  /** Runs before every POST route of the API, after the checks of the request. */
  readonly postMiddleware?: readonly MiddlewareHandler[]
}

/** The HTTP application without a server. Routers are mounted in order; `/openapi.json` describes them. */
export const createApp = (options: AppOptions) => {
  const { config, logger, texts, clock, databaseFailure } = options
  const app = createRouter()
  const onError = createErrorHandler({ logger, texts, databaseFailure })
  app.onError(onError)
  app.notFound(createNotFound(app))

  app.use(
    withHooks(
      onError,
      answerHeaders(clock),
      matchRoute,
      ...(options.outerHooks ?? []),
      requestId,
      clientIp(config.trustedProxies),
      locale(texts),
      accessLog({ logger, slowRequestMs: config.slowRequestMs }),
    ),
  )
  const receivers = options.receivers ?? []
  for (const { path, handler } of receivers) app.use(path, handler)
  if (config.corsOrigins.length > 0) app.use(cors(config.corsOrigins))
  // After the answers to preflights, which have no route either.
  app.use(uniformRefusals)
  app.use(guard(createAccessLookup(app, options.guard.config.docs), options.guard))
  app.use(compress())
  const isRaw = createRawBodyCheck(app)
  const unlessRaw =
    (middleware: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> =>
    (c, next) =>
      isRaw(c) ? next() : middleware(c, next)
  app.on([...bodyMethods, 'DELETE'], '*', unlessRaw(bodyLimit(config.bodyLimitBytes, options.turns)))
  app.on(bodyMethods, '*', unlessRaw(jsonBody(options.turns)))
  for (const handler of options.postMiddleware ?? []) app.post('/api/*', handler)

  for (const [path, router] of options.routes) app.route(path, router)
  for (const operation of receivers.flatMap(({ operations }) => operations))
    app.openAPIRegistry.registerPath(operation)
  serveOpenApi(app, texts)
  return app
}
