import type { IncomingMessage } from 'node:http'
import { NodeError } from '../errors.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../ports.ts'
import { type Agents, createAgents } from './agents.ts'
import { allOf, bodyChunks } from './body.ts'
import { CookieJar } from './cookies.ts'
import { decodingsFor } from './decoding/decodings.ts'
import { exchange, type Hop } from './exchange.ts'
import { httpFailure } from './failure.ts'
import type { AddressGuard } from './guard.ts'
import { headersFor, receivedHeaders } from './headers.ts'
import { discardBody, redirected, redirectIn } from './redirects.ts'
import { targetOf } from './target.ts'

export interface HttpClientOptions {
  /** Size limit of a response after decompression. */
  readonly maxResponseBytes?: number
  /** For the whole exchange, unless the request has its own. */
  readonly timeoutMs?: number
  readonly maxRedirects?: number
  /** Asked before every connection, including those of redirects. */
  readonly guard: AddressGuard
  /** Certificates in PEM of authorities that are trusted in addition to those of Node. */
  readonly authorities?: readonly string[]
}

/** Sends requests through its own connection pool. Failures are `NodeError`s with a code `HTTP_…`. */
export const createHttpClient = ({
  maxResponseBytes = 10 * 1024 * 1024,
  timeoutMs = 30_000,
  maxRedirects = 5,
  guard,
  authorities = [],
}: HttpClientOptions): HttpClient & { close(): Promise<void> } => {
  const agents = createAgents(guard, authorities)
  return {
    async send(message, signal) {
      signal.throwIfAborted()
      const url = parseUrl(message.url)
      const ms = message.timeoutMs ?? timeoutMs
      const timeout = AbortSignal.timeout(ms)
      const stop = AbortSignal.any([signal, timeout])
      const failureOf = (error: unknown) =>
        signal.aborted ? signal.reason : httpFailure(error, { host: url.host, timeout, timeoutMs: ms })
      try {
        const response = await follow(firstHop(message, url), { agents, maxRedirects, message, stop })
        return await answerOf(response, { message, maxResponseBytes, failureOf })
      } catch (error) {
        throw failureOf(error)
      }
    },
    close: async () => agents.close(),
  }
}

const MAX_SHOWN = 200

const parseUrl = (text: string): URL => {
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  const message = url
    ? `The URL scheme ${url.protocol} is not supported; use http: or https:.`
    : `The URL is not valid: ${JSON.stringify(text.slice(0, MAX_SHOWN))}.`
  throw new NodeError('HTTP_URL', message, { retryable: false })
}

const firstHop = (message: HttpRequest, url: URL): Hop => ({
  url,
  target: targetOf(message.url, url),
  method: message.method,
  headers: headersFor(message, url),
  credentials: Object.keys(message.credentials ?? {}).map((name) => name.toLowerCase()),
  body: message.body,
})

interface Following {
  readonly agents: Agents
  readonly maxRedirects: number
  readonly message: HttpRequest
  readonly stop: AbortSignal
}

/** The first response that is not a redirect. */
const follow = async (
  first: Hop,
  { agents, maxRedirects, message, stop }: Following,
): Promise<IncomingMessage> => {
  let hop = first
  const cookies = new CookieJar()
  for (let redirects = 0; ; redirects++) {
    const response = await exchange(withCookies(hop, cookies), agents, stop)
    const redirect = message.followRedirects === false ? undefined : redirectIn(response)
    if (!redirect) return response
    if (redirects === maxRedirects) {
      response.destroy()
      throw new NodeError('HTTP_REDIRECTS', `${first.url.host} redirected more than ${maxRedirects} times.`, {
        retryable: false,
      })
    }
    cookies.store(hop.url, response.headers['set-cookie'] ?? [])
    await discardBody(response, stop)
    hop = redirected(hop, redirect, message.confidential === true)
  }
}

const withCookies = (hop: Hop, cookies: CookieJar): Hop => {
  const cookie = cookies.headerFor(hop.url, hop.headers.cookie)
  const { cookie: _, ...others } = hop.headers
  return { ...hop, headers: { ...others, ...(cookie !== undefined && { cookie }) } }
}

interface Answering {
  readonly message: HttpRequest
  readonly maxResponseBytes: number
  readonly failureOf: (error: unknown) => unknown
}

const answerOf = async (
  response: IncomingMessage,
  { message: { method, save }, maxResponseBytes, failureOf }: Answering,
): Promise<HttpAnswer> => {
  const { statusCode: status = 0 } = response
  const headers = receivedHeaders(response.rawHeaders)
  const isBodiless = method === 'HEAD' || status === 204 || status === 304
  const encoding = isBodiless ? '' : [headers['content-encoding'] ?? ''].flat().join(',')
  const saving = save?.(status)
  await saving?.((maxBytes, tooLarge) =>
    failing(bodyChunks(response, encoding, { maxBytes, tooLarge }), failureOf),
  )
  const limit = { maxBytes: maxResponseBytes, tooLarge: () => tooLarge(maxResponseBytes) }
  const body = saving ? new Uint8Array() : await allOf(bodyChunks(response, encoding, limit))
  if (decodingsFor(encoding).length === 0) return { status, headers, body }
  // These headers describe the encoded bytes.
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers
  return { status, headers: rest, body }
}

/** With failures as the client reports them, for others that take them for their own. */
async function* failing(chunks: AsyncIterable<Uint8Array>, failureOf: (error: unknown) => unknown) {
  try {
    yield* chunks
  } catch (error) {
    throw failureOf(error)
  }
}

const tooLarge = (maxBytes: number) =>
  new NodeError(
    'HTTP_RESPONSE_TOO_LARGE',
    `The response is larger than ${maxBytes} bytes. Use \`response_type: file\`, which allows larger ones, or raise HTTP_NODE_MAX_BYTES.`,
    { retryable: false },
  )
