import { z } from 'zod'
import { keyedObject } from '../../domain/keyed-object.ts'
import type { TraceHeaders } from '../../domain/trace-headers.ts'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import type { HttpRequest } from '../ports.ts'
import { decodeBody, encodeBody } from './http/content.ts'
import { shortened } from './http/error-body.ts'
import { retryAfterMs } from './http/retry-after.ts'
import { withQuery } from './http/url.ts'

/** Statuses, besides 5xx, after which the same request may succeed a little later. */
const TRANSIENT = new Set([408, 425, 429])

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const Parameters = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .describe('The request method.')
    .meta({ examples: ['POST'] }),
  url: z
    .string()
    .min(1)
    .describe(
      'The absolute URL, `http` or `https`. User name and password in it are sent as basic authentication.',
    )
    .meta({ examples: ['https://example.com/'] }),
  headers: keyedObject({
    key: z.string(),
    value: z.union([z.string().regex(/^[^\r\n]*$/, 'No line breaks'), z.number(), z.boolean(), z.null()]),
    max: 1000,
  })
    .default({})
    .describe(
      'Request headers by name; `null` leaves one out, also one that would be added. Values may use `{{ $secret("name") }}`. After a redirect to another origin, only ' +
        '`accept…`, `content-…` and `user-agent` are sent.',
    )
    .meta({ examples: [{ accept: 'application/json' }] }),
  query: keyedObject({ key: z.string(), value: z.union([Scalar, z.array(Scalar).max(1000)]), max: 1000 })
    .default({})
    .describe(
      'Added after the query of the URL, which stays as it is written. A list repeats its name, `null` is omitted. ' +
        'Values may use `{{ $secret("name") }}`; the URL itself may not.',
    )
    .meta({ examples: [{ page: 2, tag: ['a', 'b'] }] }),
  body: z
    .unknown()
    .optional()
    .describe('The request body; none if missing or `null`. It may use `{{ $secret("name") }}`.')
    .meta({ examples: [{ name: 'Kim' }] }),
  body_type: z
    .enum(['json', 'text', 'form'])
    .optional()
    .describe(
      'How to encode the body; also sets the content type unless `headers` does. ' +
        'Default: `text` for a string, `json` for any other value.',
    )
    .meta({ examples: ['form'] }),
  fail_on_status: z
    .boolean()
    .default(true)
    .describe('Whether the node fails with `HTTP_STATUS` when the status is 400 or higher.')
    .meta({ examples: [false] }),
  timeout_ms: z
    .int()
    .min(1)
    .max(3_600_000)
    .optional()
    .describe('Time limit of the whole exchange, redirects included. Default: 30 seconds.')
    .meta({ examples: [5000] }),
})

export const httpRequestType = defineNodeType({
  type: 'http_request',
  kind: 'task',
  title: 'HTTP request',
  description:
    'Sends a request and passes on `{status, headers, body}`; a header that repeats is a list. A JSON body becomes its value, a text body a string, ' +
    'any other body `{"base64": …}`, and an empty one `null`. Only public addresses can be reached, and others ' +
    'that the server’s configuration allows.',
  effects: true,
  place: 'request',
  ports: ['out'],
  parameters: Parameters,
  secrets: ['headers', 'query', 'body'],
  answered: [
    'HTTP_STATUS',
    'HTTP_RESPONSE',
    'HTTP_RESPONSE_TOO_LARGE',
    'HTTP_REDIRECTS',
    'HTTP_REDIRECT_REFUSED',
  ],
  example: { parameters: { url: 'https://example.com/' } },
  run: async (parameters, { services, signal, redactor, isConfidential, traceHeaders }) => {
    const { method, timeout_ms: timeoutMs } = parameters
    const { body, contentType } = encodeBody(parameters.body, parameters.body_type)
    const answer = await services.http.send(
      {
        method,
        url: withQuery(parameters.url, parameters.query),
        headers: withDefaults(parameters.headers, { contentType, traceHeaders }),
        ...(body !== undefined && { body }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(isConfidential && { confidential: true }),
      },
      signal,
    )
    const headers = redactor.json(answer.headers)
    const output = { status: answer.status, headers, body: decodeBody(answer, redactor) }
    if (parameters.fail_on_status && answer.status >= 400)
      throw statusFailure(output, parameters, retryAfterMs(answer))
    return { output }
  },
})

interface DefaultHeaders {
  readonly contentType: string | undefined
  readonly traceHeaders: TraceHeaders | undefined
}

const withDefaults = (
  headers: z.output<typeof Parameters>['headers'],
  { contentType, traceHeaders }: DefaultHeaders,
): HttpRequest['headers'] => {
  const named = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const own = Object.entries(headers).map(([name, value]) => [name, value === null ? null : String(value)])
  return {
    ...Object.fromEntries(own),
    ...(!named.has('traceparent') && traceHeaders),
    ...(!named.has('content-type') && contentType !== undefined && { 'content-type': contentType }),
  }
}

const statusFailure = (
  answer: { readonly status: number; readonly body: unknown },
  { method, url }: { readonly method: string; readonly url: string },
  retryAfter: number | undefined,
): NodeError => {
  const { status } = answer
  const { body, isCut } = shortened(answer.body)
  return new NodeError('HTTP_STATUS', `${method} ${URL.parse(url)?.host} answered ${status}.`, {
    details: {
      status,
      body,
      ...(isCut && { truncated: true }),
      ...(retryAfter !== undefined && { retry_after_ms: retryAfter }),
    },
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
    retryable: status >= 500 || TRANSIENT.has(status),
  })
}
