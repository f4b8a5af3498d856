import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { NodeError } from '../../../engine/errors.ts'
import type { SecretStore } from '../../../engine/ports.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { Clock } from '../../../lib/time/clock.ts'
import type { HmacAuth, WebhookAuth } from './auth-schema.ts'
import { type Signed, type SigningScheme, schemeOf } from './signing-scheme.ts'

export interface RequestCheckOptions {
  readonly secrets: SecretStore
  readonly clock: Clock
  readonly turns: Turns
}

/** A signature that may be used once, or none. */
export interface Proof {
  readonly once: string | undefined
}

/** The proof, or what is wrong with it. */
export type Checked = Proof | { readonly reason: string }

/** What is left to check when the body has arrived. */
export type BodyCheck = (body: Buffer) => Promise<Checked>

const DECOY_KEY = randomBytes(32)

const DEFAULT_TOLERANCE_MS = 300_000

/** So much of a body is hashed between two looks at the time. */
const CHUNK_BYTES = 1_048_576

/** Checks who sends requests to webhooks. */
export class RequestCheck {
  readonly #options: RequestCheckOptions

  constructor(options: RequestCheckOptions) {
    this.#options = options
  }

  /** As much as the headers allow to check. */
  async start(auth: WebhookAuth, headers: Headers): Promise<Proof | BodyCheck> {
    if (auth.type === 'none') return { once: undefined }
    const secret = await this.#secret(auth.secret)
    if (secret === undefined) return this.refuse('secret_unavailable')
    if (auth.type === 'hmac') return this.#startSigned(auth, secret, headers)
    const sent = sentCredentials(auth.type, headers.get('authorization') ?? '')
    if (sent === undefined) return this.refuse('credentials_missing')
    const expected = auth.type === 'basic' ? `${auth.username}:${secret}` : secret
    return isSame(sent, expected) ? { once: undefined } : this.refuse('credentials_wrong')
  }

  /** Refuses after as much work as a wrong signature takes, so that the time does not reveal what was wrong. */
  refuse(reason: string): (body: Buffer) => Promise<{ readonly reason: string }> {
    return async (body) => {
      await this.#sign({ algorithm: 'sha256' }, DECOY_KEY, { preamble: '', body })
      return { reason }
    }
  }

  #startSigned(auth: HmacAuth, secret: string, headers: Headers): BodyCheck {
    const scheme = schemeOf(auth)
    const key = scheme.keyOf(secret)
    // Everybody can sign with an empty key.
    if (key.length === 0) return this.refuse('secret_unavailable')
    const signed = scheme.read(headers)
    if (!signed || signed.signatures.length === 0) return this.refuse('signature_missing')
    const { signedAt } = signed
    const tolerance = auth.tolerance_ms ?? DEFAULT_TOLERANCE_MS
    if (signedAt !== undefined && Math.abs(this.#options.clock.now() - signedAt) > tolerance)
      return this.refuse('timestamp_outside_tolerance')
    return async (body) => {
      const expected = await this.#sign(scheme, key, { ...signed, body })
      const isRight = signed.signatures.some((each) => isEqual(each, expected))
      if (!isRight) return { reason: 'signature_wrong' }
      // Without a time in it, the same body always has the same signature.
      return { once: signedAt === undefined ? undefined : expected.toString('hex') }
    }
  }

  async #sign(
    { algorithm }: Pick<SigningScheme, 'algorithm'>,
    key: Buffer,
    { preamble, body }: Pick<Signed, 'preamble'> & { readonly body: Buffer },
  ): Promise<Buffer> {
    const hmac = createHmac(algorithm, key).update(preamble)
    const starts = Array.from({ length: Math.ceil(body.length / CHUNK_BYTES) }, (_, i) => i * CHUNK_BYTES)
    await this.#options.turns.each(starts, (start) => {
      hmac.update(body.subarray(start, start + CHUNK_BYTES))
    })
    return hmac.digest()
  }

  /** `undefined` when there is none, or it cannot be read. */
  async #secret(name: string): Promise<string | undefined> {
    try {
      // Values that come from files often end in a line break, which no header can have.
      return (await this.#options.secrets.get(name)).trim()
    } catch (error) {
      if (error instanceof NodeError) return undefined
      throw error
    }
  }
}

const sentCredentials = (type: 'bearer' | 'basic', header: string): string | undefined => {
  const [, scheme = '', value = ''] = /^(\w+) +(.*)$/.exec(header) ?? []
  if (scheme.toLowerCase() !== type) return undefined
  return type === 'bearer' ? value : Buffer.from(value, 'base64').toString('utf8')
}

const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer')

/** In a time that depends on neither text. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digestOf(a), digestOf(b))

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
