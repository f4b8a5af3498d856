import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Handler } from 'hono'
import { validationFailed } from '../domain/errors.ts'
import { accessOf } from './access/route-access.ts'
import type { AppEnv } from './env.ts'
import { LiteralFirstRouter } from './literal-first-router.ts'
import { validate } from './middleware/validate.ts'
import { type Invalid, toProblems } from './request/validation.ts'

type OnInvalid = Parameters<typeof validate>[1]

const refuse: OnInvalid = (invalid: Invalid) => {
  throw validationFailed(toProblems(invalid))
}

/** A router whose routes are documented by zod-openapi and validated by `validate`. */
export const createRouter = () => {
  const router = new OpenAPIHono<AppEnv>({ router: new LiteralFirstRouter() })
  const { openapi } = router
  const add = (route: RouteConfig, handler: Handler<AppEnv>, onInvalid: OnInvalid = refuse) => {
    router.openAPIRegistry.registerPath(route)
    const { request = {}, ...rest } = route
    // Supervisors and load balancers add what they like to the address.
    const isChecked = accessOf(route) !== 'probe'
    return openapi(
      { ...rest, ...(isChecked && { middleware: validate(request, onInvalid) }), hide: true },
      handler,
    )
  }
  // Guarantee: `validate` checks the same schemas that the types of handlers are derived from.
  router.openapi = add as typeof openapi
  return router
}
