import { hasTemplate } from '../expressions/template.ts'
import { splitTemplate } from '../expressions/template-scanner.ts'
import { defineNodeType } from '../node-type.ts'
import { addressAt } from './http/addresses.ts'
import { Parameters } from './http/parameters.ts'
import { credentialsOf } from './http/request/auth.ts'
import { encodeBody } from './http/request/body.ts'
import { withBody } from './http/request/files.ts'
import { contentTypeIn, requestHeaders } from './http/request/headers.ts'
import { isHttpUrl, isStartOfHttpUrl, withQuery } from './http/request/url.ts'
import { decodeBody, errorBody } from './http/response/body.ts'
import { SavedResponse } from './http/response/saved-response.ts'
import { statusFailure } from './http/response/status-failure.ts'

export const httpRequestType = defineNodeType({
  type: 'http_request',
  kind: 'task',
  title: 'HTTP request',
  description:
    'Sends a request and passes on `{status, headers, body}`; a repeated header is a list. A JSON body becomes ' +
    'its value, a text body a string, any other body `{"base64": …}`, and an empty one `null`, unless ' +
    '`response_type` is set. Only public addresses can be reached, and others that the server’s configuration ' +
    'allows.',
  effects: true,
  place: 'request',
  ports: ['out'],
  parameters: Parameters,
  addressAt,
  checkSaved: ({ url }) => (isWrongUrl(url) ? [{ path: 'url', code: 'http_url' }] : []),
  secrets: ['headers', 'auth', 'query', 'body'],
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
    const { headers, timeout_ms: timeoutMs, response_type: type, response_path: path } = parameters
    const url = withQuery(parameters.url, parameters.query)
    const method = parameters.method.toUpperCase()
    // The response to HEAD has no body, and a file that is there is not to become an empty one.
    const saved = path === undefined || method === 'HEAD' ? undefined : new SavedResponse(path, context)
    const encoded = encodeBody(parameters.body, {
      type: parameters.body_type,
      contentType: contentTypeIn(headers),
    })
    const message = {
      method,
      url,
      headers: requestHeaders(headers, { ...encoded, traceHeaders }),
      ...(parameters.auth && { credentials: credentialsOf(parameters.auth) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(!parameters.follow_redirects && { followRedirects: false }),
      ...(isConfidential && { confidential: true }),
      ...saved?.save,
    }
    const answer = await withBody(encoded.content, context, (body) =>
      services.http.send({ ...message, ...(body !== undefined && { body }) }, signal),
    )
    if (parameters.fail_on_status && answer.status >= 400) {
      throw statusFailure(answer, await errorBody(answer, context), parameters)
    }
    const body =
      (await saved?.file(answer)) ?? (await decodeBody(answer, type === 'file' ? 'auto' : type, context))
    return { output: { status: answer.status, headers: redactor.json(answer.headers), body } }
  },
})

const isWrongUrl = (url: unknown): boolean =>
  typeof url === 'string' &&
  url !== '' &&
  !(hasTemplate(url) ? isStartOfHttpUrl(textBefore(url)) : isHttpUrl(url))

/** What a template begins with, up to its first expression. */
const textBefore = (template: string): string => {
  const [first] = splitTemplate(template)
  return first && 'text' in first ? first.text : ''
}
