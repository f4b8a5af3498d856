import type { IncomingMessage } from 'node:http'
import { NodeError } from '../errors.ts'
import type { Hop } from './exchange.ts'
import { unsendable } from './failure.ts'
import { OWN_HEADERS, type SentHeaders } from './headers.ts'
import { targetOf } from './target.ts'

const STATUSES = new Set([300, 301, 302, 303, 307, 308])
/** Larger bodies of redirects are not worth the connection that could be kept. */
const MAX_BODY = 65_536

export interface Redirect {
  readonly status: number
  /** The header, in ASCII. */
  readonly location: string
}

/** `undefined` for a response that is none, or does not say where to. */
export const redirectIn = ({ statusCode: status = 0, headers }: IncomingMessage): Redirect | undefined => {
  if (headers.location === undefined || !STATUSES.has(status)) return undefined
  // Bytes outside ASCII are kept; they are mostly UTF-8.
  const location = headers.location.replaceAll(
    /[\x80-\xff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return { status, location }
}

/** Reads and discards the body of a redirect, so that the connection can be reused if nothing fails. */
export const discardBody = async (response: IncomingMessage, stop: AbortSignal): Promise<void> => {
  let size = 0
  try {
    for await (const chunk of response) {
      size += chunk.byteLength
      if (size > MAX_BODY) return
    }
  } catch {
    stop.throwIfAborted()
  }
}

/**
 * The request that follows a redirect. At another origin it has nothing that may be a secret: of a confidential one
 * nothing of the caller's, even if a later redirect leads back. A redirect that would repeat its body there is refused:
 * without the body it would be another request.
 */
export const redirected = (hop: Hop, { status, location }: Redirect, isConfidential: boolean): Hop => {
  const url = URL.parse(location, hop.url)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw unsendable(hop.url.host, 'it redirects to an address that is not http or https')
  }
  const isAway = url.origin !== hop.url.origin
  const kept = isAway ? headersForOthers(hop, isConfidential) : hop.headers
  if (becomesGet(hop.method, status)) {
    const headers = pick(kept, (name) => !name.startsWith('content-'))
    const method = hop.method === 'HEAD' ? 'HEAD' : 'GET'
    return { ...hop, url, target: targetOf(location, url), method, headers, body: undefined }
  }
  if (isAway && isConfidential && hop.body !== undefined) throw refused(hop.url.host)
  return { ...hop, url, target: targetOf(location, url), headers: kept }
}

const becomesGet = (method: string, status: number): boolean =>
  status === 303 || (method === 'POST' && (status === 301 || status === 302))

// Any other header may contain a secret, which is meant only for the origin of the request.
const HARMLESS_HEADER = /^(?:accept|content)(?:-|$)|^user-agent$/

const headersForOthers = ({ headers, credentials }: Hop, isConfidential: boolean): SentHeaders =>
  isConfidential
    ? OWN_HEADERS
    : pick(headers, (name) => HARMLESS_HEADER.test(name) && !credentials.includes(name))

const pick = (headers: SentHeaders, isKept: (name: string) => boolean): SentHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)))

const refused = (host: string): NodeError => {
  const message = `${host} redirects to another origin, to which a body that may contain a secret is not sent.`
  return new NodeError('HTTP_REDIRECT_REFUSED', message, { retryable: false })
}
