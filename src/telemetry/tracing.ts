import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions'
import { systemErrorCode } from '../lib/system/system-error.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { ExecutionSpans } from './execution-spans.ts'
import { requestSpans } from './request-spans.ts'

export interface TracingOptions {
  /** The collector's OTLP/HTTP address, such as `http://127.0.0.1:4318`. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly version: string
  readonly logger: Logger
  readonly clock: Clock
}

// Spans beyond this number are dropped while the collector does not accept them; one has about 2 kB.
const MAX_QUEUED_SPANS = 8192
const EXPORT_DELAY_MS = 1000
const EXPORT_TIMEOUT_MS = 3000
const FINAL_EXPORT_TIMEOUT_MS = 2000

/** Creates spans and exports them to a collector, without global state; requests and executions never wait for it. */
export const createTracing = ({ endpoint, headers, serviceName, version, logger, clock }: TracingOptions) => {
  const exporter = new OTLPTraceExporter({
    url: tracesUrl(endpoint),
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName, [ATTR_SERVICE_VERSION]: version }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: withFailureLog(exporter, logger),
        maxQueueSize: MAX_QUEUED_SPANS,
        scheduledDelayMillis: EXPORT_DELAY_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('scriptd', version)
  return {
    requests: requestSpans(tracer),
    executions: new ExecutionSpans(tracer),
    /** Exports the remaining spans; gives up after two seconds. */
    async close(): Promise<void> {
      const timer = new AbortController()
      const exported = provider.shutdown().catch(() => undefined)
      const timedOut = clock.sleep(FINAL_EXPORT_TIMEOUT_MS, timer.signal).catch(() => undefined)
      await Promise.race([exported, timedOut])
      timer.abort(CLOSED)
    },
  }
}

const CLOSED = 'closed'

const tracesUrl = (endpoint: string): string => {
  const url = new URL(endpoint)
  url.pathname = url.pathname.replace(/\/?$/, '/v1/traces')
  return url.href
}

export type Tracing = ReturnType<typeof createTracing>

/** Logs when exporting begins to fail and when it works again, instead of every failed attempt. */
const withFailureLog = (exporter: SpanExporter, logger: Logger): SpanExporter => {
  let isFailing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code === ExportResultCode.FAILED
        if (hasFailed && !isFailing)
          logger.warn(
            { error: systemErrorCode(result.error) ?? result.error?.message },
            'traces cannot be exported',
          )
        if (!hasFailed && isFailing) logger.info('traces are exported again')
        isFailing = hasFailed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
