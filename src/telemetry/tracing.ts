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
  /** Where a collector takes OTLP over HTTP, as in `http://127.0.0.1:4318`. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  readonly version: string
  readonly logger: Logger
  readonly clock: Clock
}

// What a collector does not take is dropped beyond this many spans; they have about 2 kB each.
const MOST_WAITING = 8192
const DELAY_MS = 1000
const EXPORT_TIMEOUT_MS = 3000
const LAST_EXPORT_MS = 2000

/** Makes traces and sends them to a collector. Nothing of it is global, and nobody waits for the collector. */
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
        exporter: withTroubleLog(exporter, logger),
        maxQueueSize: MOST_WAITING,
        scheduledDelayMillis: DELAY_MS,
      }),
    ],
  })
  const tracer = provider.getTracer('scriptd', version)
  return {
    requests: requestSpans(tracer),
    executions: new ExecutionSpans(tracer),
    /** Sends what is left, as far as the collector takes it within two seconds. */
    async close(): Promise<void> {
      const patience = new AbortController()
      const sent = provider.shutdown().catch(() => undefined)
      const late = clock.sleep(LAST_EXPORT_MS, patience.signal).catch(() => undefined)
      await Promise.race([sent, late])
      patience.abort(CLOSED)
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

/** Logs when traces cannot be sent any more and when they can again, not each time that it is tried. */
const withTroubleLog = (exporter: SpanExporter, logger: Logger): SpanExporter => {
  let isFailing = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code === ExportResultCode.FAILED
        if (hasFailed && !isFailing)
          logger.warn(
            { error: systemErrorCode(result.error) ?? result.error?.message },
            'traces cannot be sent',
          )
        if (!hasFailed && isFailing) logger.info('traces are sent again')
        isFailing = hasFailed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}
