import { validateHeaderName, validateHeaderValue } from 'node:http'
import querystring from 'node:querystring'
import { Agent, type buildConnector, interceptors, request } from 'undici'
import { NodeError } from '../errors.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports.ts'
import { readBody } from './body.ts'
import { type Exchange, httpFailure } from './failure.ts'
import { sendSecretsOnlyTo } from './redirects.ts'

export interface HttpClientOptions {
  /** Size limit of a response after decompression. */
  readonly maxResponseBytes?: number
  /** For the whole exchange, unless the request has its own. */
  readonly timeoutMs?: number
  readonly maxRedirects?: number
  /**
   * Opens every connection, including those of redirects: the place to check addresses. A `NodeError` that it fails
   * with reaches the caller unchanged.
   */
  readonly connect: buildConnector.connector
}

/** Sends requests through its own connection pool. Failures are `NodeError`s with a code `HTTP_…`. */
export const createHttpClient = ({
  maxResponseBytes = 10 * 1024 * 1024,
  timeoutMs = 30_000,
  maxRedirects = 5,
  connect,
}: HttpClientOptions): HttpClient & { close(): Promise<void> } => {
  // The deadline of the whole exchange replaces the pool's own timeouts.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxResponseBytes, connect })

  return {
    async send(message, signal) {
      signal.throwIfAborted()
      const url = parseUrl(message.url)
      const timeout = AbortSignal.timeout(message.timeoutMs ?? timeoutMs)
      const stop = AbortSignal.any([signal, timeout])
      try {
        return await exchange({ agent, maxRedirects, message, url, stop, maxResponseBytes })
      } catch (error) {
        throw failureOf(error, { host: url.host, signal, timeout })
      }
    },
    close: () => agent.destroy(),
  }
}

const failureOf = (error: unknown, about: Exchange): unknown =>
  about.signal.aborted ? about.signal.reason : httpFailure(error, about)

const parseUrl = (text: string): URL => {
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  const message = url ? `The URL scheme ${url.protocol} is not supported.` : 'The URL is not valid.'
  throw new NodeError('HTTP_URL', message, { retryable: false })
}

interface Outgoing {
  readonly agent: Agent
  readonly maxRedirects: number
  readonly message: HttpRequest
  readonly url: URL
  readonly stop: AbortSignal
  readonly maxResponseBytes: number
}

const exchange = async (outgoing: Outgoing): Promise<HttpAnswer> => {
  const { message, url, stop, maxResponseBytes } = outgoing
  const sent = headersOf(message, url)
  const answer = await request(`${url.origin}${url.pathname}${url.search}`, {
    dispatcher: dispatcherFor(outgoing, Object.keys(sent)),
    method: message.method,
    headers: sent,
    body: message.body ?? null,
    signal: stop,
  })
  const headers = joined(answer.headers)
  const bodiless = message.method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304
  const encoding = bodiless ? '' : (headers['content-encoding'] ?? '')
  const { body, decoded } = await readBody({ source: answer.body, encoding, maxResponseBytes, stop })
  if (!decoded) return { status: answer.statusCode, headers, body }
  // These headers describe the encoded bytes.
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers
  return { status: answer.statusCode, headers: rest, body }
}

// Any other header may contain a secret, which is meant only for the origin of the request.
const HARMLESS_HEADER = /^(?:accept|content)(?:-|$)|^user-agent$/

const OWN_HEADERS = { 'accept-encoding': 'gzip, deflate, br, zstd', 'user-agent': 'scriptd' }

const dispatcherFor = ({ agent, maxRedirects, message, url }: Outgoing, headers: readonly string[]) =>
  agent.compose(
    ...(message.confidential ? [sendSecretsOnlyTo(url.origin, OWN_HEADERS)] : []),
    interceptors.redirect({
      maxRedirections: maxRedirects,
      throwOnMaxRedirect: true,
      stripHeadersOnCrossOriginRedirect: headers.filter((name) => !HARMLESS_HEADER.test(name)),
    }),
  )

/** All request headers, with names in lower case. */
const headersOf = ({ headers }: HttpRequest, url: URL): Record<string, string> => {
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value)
  return Object.fromEntries([
    ...Object.entries(OWN_HEADERS),
    ...(url.username || url.password ? [['authorization', basicAuth(url)]] : []),
    ...Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  ])
}

const checkHeader = (name: string, value: string) => {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch (cause) {
    throw new NodeError('HTTP_HEADER', `The header ${JSON.stringify(name)} cannot be sent.`, {
      retryable: false,
      cause,
    })
  }
}

/** `querystring.unescape` keeps a stray `%`, where `decodeURIComponent` throws. */
const basicAuth = ({ username, password }: URL) => {
  const credentials = [username, password].map((part) => querystring.unescape(part)).join(':')
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

const joined = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  )
