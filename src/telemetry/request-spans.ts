import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions'
import type { RequestTracer } from '../http/hooks/request-tracer.ts'
import { contextOf, headersOf } from './propagation.ts'

/**
 * Creates a span for each request. (`@hono/otel` needs a global propagator to read the caller's headers, and measures
 * each request a second time.)
 */
export const requestSpans = (tracer: Tracer): RequestTracer => ({
  start({ method, path, userAgent, parent }) {
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_PATH]: path,
      [ATTR_USER_AGENT_ORIGINAL]: userAgent,
    }
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, contextOf(parent))
    return {
      headers: headersOf(span),
      end({ route, status, requestId, clientIp }) {
        if (route !== null) span.updateName(`${method} ${route}`)
        span.setAttributes({
          [ATTR_HTTP_ROUTE]: route ?? undefined,
          [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
          [ATTR_CLIENT_ADDRESS]: clientIp ?? undefined,
          'scriptd.request.id': requestId,
        })
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    }
  },
})
