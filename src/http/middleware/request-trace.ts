import { createMiddleware } from 'hono/factory'
import type { RequestTracer, TraceHeaders } from '../../lib/tracing.ts'
import { routePattern } from '../route-pattern.ts'
import type { ClientIpVariables } from './client-ip.ts'
import type { RequestIdVariables } from './request-id.ts'

export interface TraceVariables {
  /** The span of the request, when requests are traced. */
  trace: TraceHeaders | undefined
}

const parentOf = (
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceHeaders | undefined =>
  traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) }

/** Has a span made of every request, for what the request starts to be a part of. */
export const requestTrace = (tracer: RequestTracer) =>
  createMiddleware<{ Variables: TraceVariables & RequestIdVariables & ClientIpVariables }>(
    async function requestTrace(c, next) {
      const span = tracer.start({
        method: c.req.method,
        path: c.req.path,
        userAgent: c.req.header('User-Agent'),
        parent: parentOf(c.req.header('traceparent'), c.req.header('tracestate')),
      })
      c.set('trace', span.headers)
      await next()
      span.end({
        route: routePattern(c),
        status: c.res.status,
        requestId: c.get('requestId'),
        clientIp: c.get('clientIp'),
      })
    },
  )
