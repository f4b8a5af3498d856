import type { Context } from 'hono'
import type { Logger } from '../../logging/logger.ts'
import type { AppEnv } from '../env.ts'
import { headerOf } from '../request/header.ts'
import { loggedPath } from './logged-path.ts'
import type { RequestHook } from './request-hook.ts'
import { routePattern } from './route-pattern.ts'

export interface AccessLogOptions {
  readonly logger: Logger
  readonly slowRequestMs: number
}

const requestLine = (c: Context<AppEnv>) => ({
  request_id: c.get('requestId'),
  method: c.req.method,
  route: routePattern(c),
  path: loggedPath(c),
  status: c.res.status,
  duration_ms: Math.round(c.get('elapsed')() * 1000) / 1000,
  client_ip: c.get('clientIp'),
  key_id: c.get('principal')?.id,
  user_agent: headerOf(c, 'user-agent'),
  error_code: c.get('errorCode'),
})

/** Logs one line per answered request, and a warning if it took longer than `slowRequestMs`. */
export const accessLog = ({ logger, slowRequestMs }: AccessLogOptions): RequestHook => {
  const write = (c: Context<AppEnv>) => {
    const line = requestLine(c)
    if (line.status >= 500) logger.error(line, 'request failed')
    else logger.info(line, 'request')
    if (line.duration_ms <= slowRequestMs) return
    const { request_id, method, route, duration_ms } = line
    logger.warn({ request_id, method, route, duration_ms }, 'slow request')
  }
  return () => write
}
