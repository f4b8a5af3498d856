import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  trace,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { TraceHeaders } from '../domain/trace-headers.ts'

const propagator = new W3CTraceContextPropagator()

/** The context below the span that the headers name; without valid ones that of a new trace. */
export const contextOf = (headers: TraceHeaders | undefined): Context =>
  headers === undefined ? ROOT_CONTEXT : propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)

/** The context below a span. */
export const below = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span)

/** The headers that name a span. */
export const headersOf = (span: Span): TraceHeaders => {
  const headers: Record<string, string> = {}
  propagator.inject(below(span), headers, defaultTextMapSetter)
  return headers
}
