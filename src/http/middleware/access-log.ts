import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Clock } from '../../lib/clock.ts'
import type { ErrorCode } from '../../lib/errors.ts'
import type { Logger } from '../../lib/logger.ts'
import type { CallerVariables } from '../principal.ts'
import { routePattern } from '../route-pattern.ts'
import type { ClientIpVariables } from './client-ip.ts'
import type { RequestIdVariables } from './request-id.ts'

export interface AccessLogVariables {
  /** Writes the request's id on every line. */
  logger: Logger
  /** Set by the error handler. */
  errorCode: ErrorCode | undefined
}

type AccessLogEnv = {
  Variables: RequestIdVariables & ClientIpVariables & AccessLogVariables & CallerVariables
}

export interface AccessLogOptions {
  readonly logger: Logger
  readonly clock: Pick<Clock, 'now'>
  readonly slowRequestMs: number
}

const requestLine = (c: Context<AccessLogEnv>, durationMs: number) => ({
  method: c.req.method,
  route: routePattern(c),
  path: c.req.path,
  status: c.res.status,
  duration_ms: durationMs,
  client_ip: c.get('clientIp'),
  key_id: c.get('principal')?.id,
  user_agent: c.req.header('User-Agent'),
  error_code: c.get('errorCode'),
})

/** One line when a request has been answered, and a warning when that took longer than `slowRequestMs`. */
export const accessLog = ({ logger, clock, slowRequestMs }: AccessLogOptions) =>
  createMiddleware<AccessLogEnv>(async function accessLog(c, next) {
    const startedAt = clock.now()
    const requestLogger = logger.child({ request_id: c.get('requestId') })
    c.set('logger', requestLogger)
    await next()
    const line = requestLine(c, Math.round((clock.now() - startedAt) * 1000) / 1000)
    if (line.status >= 500) requestLogger.error(line, 'request failed')
    else requestLogger.info(line, 'request')
    if (line.duration_ms > slowRequestMs) {
      const { method, route, duration_ms } = line
      requestLogger.warn({ method, route, duration_ms }, 'slow request')
    }
  })
