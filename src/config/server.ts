import proxyAddr from 'proxy-addr'
import { z } from 'zod'
import { bytes, count, host, integer, list, milliseconds, type ValuesOf, word } from './env-values.ts'

const origin = z.string().transform((text, context) => {
  if (text === '*') return text
  if (/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/i.test(text) && URL.canParse(text)) {
    const standard = new URL(text).origin
    // Only web schemes have a standard form; an app's own scheme is compared as it is written.
    return standard === 'null' ? text : standard
  }
  context.addIssue('must be * or a list of origins such as https://app.example.com, without a path')
  return z.NEVER
})

const webAddress = z.string().transform((text, context) => {
  const url = URL.parse(text)
  const isPlain = url && /^https?:$/.test(url.protocol) && !/[?#@]/.test(text)
  if (isPlain) return url.href.replace(/\/+$/, '')
  context.addIssue('must be an address such as https://scriptd.example.com, without user, query and fragment')
  return z.NEVER
})

const trustedProxy = z.string().refine((text) => {
  try {
    proxyAddr.compile([text])
    return true
  } catch {
    return false
  }
}, 'must list addresses, CIDR ranges, loopback, linklocal or uniquelocal')

const perSecond = () => integer(0, 1_000_000)

export const serverVariables = {
  HOST: host().prefault('127.0.0.1').describe('Address to listen on'),
  PORT: integer(0, 65_535).prefault('8000').describe('Port to listen on; 0 picks a free one and logs it'),
  PUBLIC_URL: webAddress
    .optional()
    .describe(
      'Public address of this server, with the path prefix of a proxy if there is one; links to the server begin with it',
    ),
  AUTH: word('keys', 'none')
    .prefault('keys')
    .describe(
      'keys requires an API key (on a loopback HOST only once a key exists); none gives every caller full access',
    ),
  DOCS: word('public', 'private')
    .prefault('public')
    .describe('private requires a key with the scope read for /docs and /openapi.json too'),
  CORS_ORIGINS: list(origin)
    .refine((all) => all.length < 2 || !all.includes('*'), '* must stand alone')
    .prefault('')
    .describe('Origins whose pages may call the API, comma separated; * for any'),
  TRUSTED_PROXIES: list(trustedProxy)
    .prefault('')
    .describe(
      'Proxies whose X-Forwarded-For is trusted: addresses, CIDR ranges, loopback, linklocal, uniquelocal',
    ),
  RATE_LIMIT: perSecond()
    .prefault('0')
    .describe('Requests per second for each key, or for each address without a key; 0 for no limit'),
  EXECUTION_RATE_LIMIT: perSecond()
    .prefault('0')
    .describe(
      'Executions that each key, or each address without a key, may start per second; 0 for no limit',
    ),
  TRIGGER_RATE_LIMIT: perSecond()
    .prefault('0')
    .describe(
      'Executions per second that may be started by all schedules together, by each webhook, and by all follow-ups together; 0 for no limit',
    ),
  EVENT_STREAM_LIMIT: count()
    .prefault('100')
    .describe('Maximum number of open event streams for each key, or for each address without a key'),
  EVENT_STREAM_TOTAL: count().prefault('1000').describe('Maximum number of open event streams in total'),
  SLOW_REQUEST_MS: milliseconds()
    .prefault('1000')
    .describe('Requests slower than this are logged as warnings'),
  BODY_LIMIT_BYTES: bytes().prefault('10485760').describe('Maximum size of a request body'),
  CONNECTION_LIMIT: count()
    .prefault('4096')
    .describe('Maximum number of open connections; a further one replaces one of the address with the most'),
  SHUTDOWN_TIMEOUT_MS: milliseconds()
    .prefault('10000')
    .describe('How long to wait for running requests when the server stops'),
}

export const toServerConfig = (values: ValuesOf<typeof serverVariables>) =>
  Object.freeze({
    host: values.HOST,
    port: values.PORT,
    /** Without a slash at the end. */
    publicUrl: values.PUBLIC_URL,
    /** `['*']` stands for any origin. */
    corsOrigins: values.CORS_ORIGINS,
    auth: values.AUTH,
    docs: values.DOCS,
    /** Per second; 0: no limit. */
    rateLimit: values.RATE_LIMIT,
    /** Per second; 0: no limit. */
    executionRateLimit: values.EXECUTION_RATE_LIMIT,
    /** Per second; 0: no limit. */
    triggerRateLimit: values.TRIGGER_RATE_LIMIT,
    eventStreams: Object.freeze({
      perCaller: values.EVENT_STREAM_LIMIT,
      total: values.EVENT_STREAM_TOTAL,
    }),
    trustedProxies: values.TRUSTED_PROXIES,
    slowRequestMs: values.SLOW_REQUEST_MS,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    connectionLimit: values.CONNECTION_LIMIT,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
  })
