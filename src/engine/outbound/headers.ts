import { validateHeaderName, validateHeaderValue } from 'node:http'
import querystring from 'node:querystring'
import { NodeError } from '../errors.ts'
import type { HttpHeaders, HttpRequest } from '../ports.ts'
import { unsendable } from './failure.ts'

export type SentHeaders = Readonly<Record<string, string>>

/** What every request has unless its own headers say otherwise. */
export const OWN_HEADERS = { 'accept-encoding': 'gzip, deflate, br, zstd', 'user-agent': 'scriptd' }

/** They are about the connection, which belongs to the client. */
const REFUSED = new Set(['transfer-encoding', 'upgrade', 'expect', 'trailer', 'keep-alive', 'http2-settings'])

/**
 * The headers to send to a URL, with names in lower case.
 * @throws NodeError `HTTP_HEADER` or `HTTP_REQUEST`
 */
export const headersFor = (
  { headers, credentials = {} }: Pick<HttpRequest, 'headers' | 'credentials'>,
  url: URL,
): SentHeaders => {
  const sent = new Map<string, string>(Object.entries(OWN_HEADERS))
  if (url.username || url.password) sent.set('authorization', basicAuth(url))
  for (const [name, value] of [...Object.entries(headers), ...Object.entries(credentials)]) {
    const key = name.toLowerCase()
    if (value === null) sent.delete(key)
    else sent.set(key, checked(name, value))
    if (value !== null && isRefused(key, value)) throw unsendable(url.host, `\`${key}\` is set by the client`)
  }
  return Object.fromEntries(sent)
}

const checked = (name: string, value: string): string => {
  if (!isPossible(() => validateHeaderName(name)))
    throw unsendableHeader(name, 'a name has letters, digits and hyphens')
  if (!isPossible(() => validateHeaderValue(name, value)))
    throw unsendableHeader(
      name,
      'a value has no control characters, and others than those of Latin-1 must be encoded',
    )
  return value
}

const isPossible = (check: () => void): boolean => {
  try {
    check()
    return true
  } catch {
    return false
  }
}

const unsendableHeader = (name: string, reason: string): NodeError =>
  new NodeError('HTTP_HEADER', `The header ${JSON.stringify(name)} cannot be sent: ${reason}.`, {
    retryable: false,
  })

const isRefused = (name: string, value: string): boolean =>
  REFUSED.has(name) || (name === 'connection' && !/^(?:close|keep-alive)$/i.test(value))

/** `querystring.unescape` keeps a stray `%`, where `decodeURIComponent` throws. */
const basicAuth = ({ username, password }: URL): string => {
  const credentials = [username, password].map((part) => querystring.unescape(part)).join(':')
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

/** Names in lower case; a list for a header that repeats. @param raw names and values in turn, one character a byte */
export const receivedHeaders = (raw: readonly string[]): HttpHeaders => {
  const values = new Map<string, string[]>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? ''
    const value = asText(raw[index + 1] ?? '')
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : (all[0] ?? '')]))
}

/** Headers are ASCII, in theory: what is outside of that is mostly UTF-8. */
const asText = (value: string): string => {
  if (!/[\x80-\xff]/.test(value)) return value
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}
