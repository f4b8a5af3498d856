/** A place in a trace, as the W3C headers that name it: `traceparent` and, where there is one, `tracestate`. */
export type TraceHeaders = Readonly<Record<string, string>>
