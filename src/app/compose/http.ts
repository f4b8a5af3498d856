import { databaseFailure } from '../../db/errors.ts'
import { type AppOptions, createApp } from '../../http/app.ts'
import { docsRoutes } from '../../http/docs.ts'
import { homeRoutes, pageRoutes } from '../../http/page.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { readPackageFile, readPageFile } from '../assets.ts'
import type { AppContext } from '../context.ts'
import { texts } from '../texts.ts'
import type { Access } from './access.ts'
import type { Operations } from './operations.ts'

export interface HttpParts {
  readonly access: Access
  readonly operations: Operations
  readonly receivers: NonNullable<AppOptions['receivers']>
  /** Carries out a repeated request once. */
  readonly idempotency: { readonly middleware: NonNullable<AppOptions['postMiddleware']>[number] }
  readonly routes: AppOptions['routes']
}

/** The HTTP side of the application: all routes behind the guard, without a server. */
export const composeHttp = (
  { config, logger, turns }: AppContext & { readonly turns: Turns },
  parts: HttpParts,
) => {
  const { access, operations, receivers, idempotency, routes } = parts
  const docs = docsRoutes({ loadAsset: readPackageFile })
  const page = pageRoutes({ loadFile: readPageFile })
  return createApp({
    config: config.http,
    logger,
    texts,
    clock: performance,
    databaseFailure,
    guard: access.guard,
    turns,
    outerHooks: operations.requests,
    receivers,
    postMiddleware: [idempotency.middleware],
    routes: [
      ...routes,
      ['/', homeRoutes()],
      ['/ui', page],
      ['/ui/', page],
      ['/docs', docs],
      ['/docs/', docs],
    ],
  })
}
