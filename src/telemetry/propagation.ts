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

/** The context of the span that the headers identify; that of a new trace without valid headers. */
export const contextOf = (headers: TraceHeaders | undefined): Context =>
  headers === undefined ? ROOT_CONTEXT : propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)

/** The context for children of a span. */
export const childContext = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span)

/** The headers that identify a span. */
export const headersOf = (span: Span): TraceHeaders => {
  const headers: Record<string, string> = {}
  propagator.inject(childContext(span), headers, defaultTextMapSetter)
  return headers
}
