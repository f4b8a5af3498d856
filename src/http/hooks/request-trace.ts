import type { TraceHeaders } from '../../domain/trace-headers.ts'
import { headerOf } from '../request/header.ts'
import { loggedPath } from './logged-path.ts'
import type { RequestHook } from './request-hook.ts'
import type { RequestTracer } from './request-tracer.ts'
import { routePattern } from './route-pattern.ts'

const parentOf = (
  traceparent: string | undefined,
  tracestate: string | undefined,
): TraceHeaders | undefined =>
  traceparent === undefined ? undefined : { traceparent, ...(tracestate !== undefined && { tracestate }) }

/** Records a span per request, the parent of the spans of everything that the request starts. */
export const requestTrace =
  (tracer: RequestTracer): RequestHook =>
  (c) => {
    const span = tracer.start({
      method: c.req.method,
      path: loggedPath(c),
      userAgent: headerOf(c, 'user-agent'),
      parent: parentOf(headerOf(c, 'traceparent'), headerOf(c, 'tracestate')),
    })
    c.set('trace', span.headers)
    return () =>
      span.end({
        route: routePattern(c),
        status: c.res.status,
        requestId: c.get('requestId'),
        clientIp: c.get('clientIp'),
      })
  }
