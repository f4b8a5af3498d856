import type { TraceHeaders } from '../../domain/trace-headers.ts'

/** Records spans of requests. */
export interface RequestTracer {
  start(request: TracedRequest): RequestSpan
}

export interface TracedRequest {
  readonly method: string
  readonly path: string
  readonly userAgent: string | undefined
  /** The caller's span, if it sent one. */
  readonly parent: TraceHeaders | undefined
}

export interface RequestSpan {
  readonly headers: TraceHeaders
  end(answer: TracedAnswer): void
}

export interface TracedAnswer {
  /** Null when no route matched. */
  readonly route: string | null
  readonly status: number
  readonly requestId: string
  readonly clientIp: string | null
}
