/** The W3C headers that identify a span: `traceparent` and, if there is one, `tracestate`. */
export type TraceHeaders = Readonly<Record<string, string>>
