import { z } from 'zod'
import { headerList, type ValuesOf, webAddress } from './env-values.ts'

export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress()
    .optional()
    .describe(
      'Collector that receives traces by OTLP over HTTP, such as http://127.0.0.1:4318; without it, no traces ' +
        'are exported',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: headerList()
    .prefault('')
    .describe('Headers for the collector, comma separated: name=value, with % escapes in the value'),
  OTEL_SERVICE_NAME: z.string().prefault('scriptd').describe('Service name in traces'),
}

/** `undefined`: nothing is traced. */
export const toTracingConfig = (values: ValuesOf<typeof tracingVariables>) =>
  values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
    ? undefined
    : Object.freeze({
        endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
        headers: values.OTEL_EXPORTER_OTLP_HEADERS,
        serviceName: values.OTEL_SERVICE_NAME,
      })
