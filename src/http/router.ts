import { OpenAPIHono } from '@hono/zod-openapi'
import { validationFailed } from '../lib/errors.ts'
import type { IdempotencyVariables } from './idempotency-key.ts'
import type { AccessLogVariables } from './middleware/access-log.ts'
import type { ClientIpVariables } from './middleware/client-ip.ts'
import type { LocaleVariables } from './middleware/locale.ts'
import type { RequestIdVariables } from './middleware/request-id.ts'
import type { TraceVariables } from './middleware/request-trace.ts'
import type { CallerVariables } from './principal.ts'
import { toProblems } from './validation.ts'

export interface AppEnv {
  Variables: RequestIdVariables &
    ClientIpVariables &
    LocaleVariables &
    AccessLogVariables &
    CallerVariables &
    IdempotencyVariables &
    TraceVariables
}

/** A router whose validators answer with the error envelope. */
export const createRouter = () =>
  new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationFailed(toProblems(result))
    },
  })
