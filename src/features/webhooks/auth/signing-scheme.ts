import type { HmacAuth } from './auth-schema.ts'

/** What a request says of its signature. */
export interface Signed {
  /** Is signed before the body. */
  readonly preamble: string
  /** The request is genuine when one of them is right. */
  readonly signatures: readonly Buffer[]
  /** Milliseconds since the epoch; `undefined` when no time is signed. */
  readonly signedAt?: number
}

export interface SigningScheme {
  readonly algorithm: string
  keyOf(secret: string): Buffer
  /** `undefined` when a header is missing or malformed. */
  read(headers: Headers): Signed | undefined
}

type Encoding = NonNullable<HmacAuth['encoding']>

const asUtf8 = (secret: string): Buffer => Buffer.from(secret, 'utf8')

/** The HMAC of the body alone, in a header. */
const plainScheme = ({
  algorithm = 'sha256',
  header = '',
  prefix = '',
  encoding = 'hex',
}: Partial<HmacAuth>): SigningScheme => ({
  algorithm,
  keyOf: asUtf8,
  read(headers) {
    const value = headers.get(header)
    if (!value?.startsWith(prefix)) return undefined
    return { preamble: '', signatures: [decode(value.slice(prefix.length), encoding)] }
  },
})

/** https://docs.stripe.com/webhooks#verify-manually */
const stripe: SigningScheme = {
  algorithm: 'sha256',
  keyOf: asUtf8,
  read(headers) {
    const entries = (headers.get('stripe-signature') ?? '').split(',').map((entry) => entry.trim())
    const time = valuesOf(entries, 't=')[0]
    const signedAt = timeIn(time)
    if (signedAt === undefined) return undefined
    const signatures = valuesOf(entries, 'v1=').map((text) => decode(text, 'hex'))
    return { preamble: `${time}.`, signatures, signedAt }
  },
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const slack: SigningScheme = {
  algorithm: 'sha256',
  keyOf: asUtf8,
  read(headers) {
    const time = headers.get('x-slack-request-timestamp') ?? ''
    const signedAt = timeIn(time)
    if (signedAt === undefined) return undefined
    const signatures = valuesOf([headers.get('x-slack-signature') ?? ''], 'v0=')
    return { preamble: `v0:${time}:`, signatures: signatures.map((text) => decode(text, 'hex')), signedAt }
  },
}

/** https://www.standardwebhooks.com */
const standardWebhooks: SigningScheme = {
  algorithm: 'sha256',
  keyOf: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  read(headers) {
    const time = headers.get('webhook-timestamp') ?? ''
    const id = headers.get('webhook-id')
    const signedAt = timeIn(time)
    if (!id || signedAt === undefined) return undefined
    const signatures = valuesOf((headers.get('webhook-signature') ?? '').split(' '), 'v1,')
    return {
      preamble: `${id}.${time}.`,
      signatures: signatures.map((text) => decode(text, 'base64')),
      signedAt,
    }
  },
}

const presets: Readonly<Record<NonNullable<HmacAuth['preset']>, SigningScheme>> = {
  /** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
  github: plainScheme({ header: 'x-hub-signature-256', prefix: 'sha256=' }),
  stripe,
  slack,
  /** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries */
  shopify: plainScheme({ header: 'x-shopify-hmac-sha256', encoding: 'base64' }),
  'standard-webhooks': standardWebhooks,
}

/** The presets that sign the time of the request. */
export const TIMED_PRESETS: readonly HmacAuth['preset'][] = ['stripe', 'slack', 'standard-webhooks']

export const schemeOf = (auth: HmacAuth): SigningScheme =>
  auth.preset === undefined ? plainScheme(auth) : presets[auth.preset]

const valuesOf = (entries: readonly string[], prefix: string): string[] =>
  entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length))

/** Nothing, which is no signature, when the text is not written in this encoding, with or without padding. */
const decode = (text: string, encoding: Encoding): Buffer => {
  const bytes = Buffer.from(text, encoding)
  const written = bytes.toString(encoding).replace(/=+$/, '')
  if (encoding === 'hex') return text.toLowerCase() === written ? bytes : NO_BYTES
  const padded = written.padEnd(Math.ceil(written.length / 4) * 4, '=')
  return text === written || text === padded ? bytes : NO_BYTES
}

const NO_BYTES = Buffer.alloc(0)

/** Seconds since the epoch as milliseconds. */
const timeIn = (text = ''): number | undefined => (/^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined)
