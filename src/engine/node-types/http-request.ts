import type { TraceHeaders } from '../../domain/trace-headers.ts'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import type { HttpRequest } from '../ports.ts'
import { shortened } from './http/error-body.ts'
import { type HttpParameters, Parameters } from './http/parameters.ts'
import { encodeBody } from './http/request-body.ts'
import { decodeBody } from './http/response-body.ts'
import { retryAfterMs } from './http/retry-after.ts'
import { SavedResponse } from './http/saved-response.ts'
import { withQuery } from './http/url.ts'

/** Statuses, besides 5xx, after which the same request may succeed a little later. */
const TRANSIENT = new Set([408, 425, 429])

export const httpRequestType = defineNodeType({
  type: 'http_request',
  kind: 'task',
  title: 'HTTP request',
  description:
    'Sends a request and passes on `{status, headers, body}`; a header that repeats is a list. A JSON body becomes its value, a text body a string, ' +
    'any other body `{"base64": …}`, and an empty one `null`, unless `response_type` says otherwise. Only public addresses can be reached, and others ' +
    'that the server’s configuration allows.',
  effects: true,
  place: 'request',
  ports: ['out'],
  parameters: Parameters,
  secrets: ['headers', 'query', 'body'],
  answered: [
    'HTTP_STATUS',
    'HTTP_RESPONSE',
    'HTTP_RESPONSE_FILE',
    'HTTP_RESPONSE_TOO_LARGE',
    'HTTP_REDIRECTS',
    'HTTP_REDIRECT_REFUSED',
  ],
  example: { parameters: { url: 'https://example.com/' } },
  run: async (parameters, context) => {
    const { services, signal, redactor, isConfidential, traceHeaders } = context
    const { method, timeout_ms: timeoutMs, response_type: type, response_path: path } = parameters
    const saved = path === undefined ? undefined : new SavedResponse(path, context)
    const { body: sent, contentType } = encodeBody(parameters.body, parameters.body_type)
    const answer = await services.http.send(
      {
        method,
        url: withQuery(parameters.url, parameters.query),
        headers: withDefaults(parameters.headers, { contentType, traceHeaders }),
        ...(sent !== undefined && { body: sent }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(isConfidential && { confidential: true }),
        ...saved?.save,
      },
      signal,
    )
    const headers = redactor.json(answer.headers)
    const body =
      (await saved?.file(answer)) ?? (await decodeBody(answer, type === 'file' ? 'auto' : type, redactor))
    const output = { status: answer.status, headers, body }
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
  headers: HttpParameters['headers'],
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
