import type { Schemas } from '../../lib/api.ts'

type Auth = Schemas['WebhookAuth']
type Hmac = Schemas['WebhookHmacAuth']

/** What a request must prove, as it is typed: the fields of all kinds, of which each uses its own. */
export interface AuthDraft {
  readonly type: Auth['type']
  readonly secret: string
  readonly username: string
  /** `custom` for signatures of no known service, which the other fields then describe. */
  readonly preset: Schemas['WebhookPreset'] | 'custom'
  readonly algorithm: Schemas['SignatureAlgorithm']
  readonly header: string
  readonly prefix: string
  readonly encoding: Schemas['SignatureEncoding']
  readonly toleranceSeconds: string
}

const SECOND_MS = 1000

/** The services that sign a time, too. */
const TIMED: ReadonlySet<AuthDraft['preset']> = new Set(['stripe', 'slack', 'standard-webhooks'])

export const signsTime = ({ preset }: AuthDraft): boolean => TIMED.has(preset)

export const emptyAuth: AuthDraft = {
  type: 'none',
  secret: '',
  username: '',
  preset: 'github',
  algorithm: 'sha256',
  header: 'X-Signature',
  prefix: '',
  encoding: 'hex',
  toleranceSeconds: '',
}

const toHmacDraft = (auth: Hmac): AuthDraft => ({
  ...emptyAuth,
  type: 'hmac',
  secret: auth.secret,
  preset: auth.preset ?? 'custom',
  algorithm: auth.algorithm ?? emptyAuth.algorithm,
  header: auth.header ?? emptyAuth.header,
  prefix: auth.prefix ?? '',
  encoding: auth.encoding ?? emptyAuth.encoding,
  toleranceSeconds: auth.tolerance_ms === undefined ? '' : String(auth.tolerance_ms / SECOND_MS),
})

export const toAuthDraft = (auth: Auth): AuthDraft =>
  auth.type === 'hmac' ? toHmacDraft(auth) : { ...emptyAuth, ...auth }

const toHmac = (draft: AuthDraft): Hmac => {
  const { secret, preset, algorithm, header, prefix, encoding, toleranceSeconds } = draft
  if (preset === 'custom') return { type: 'hmac', secret, algorithm, header, prefix, encoding }
  const tolerance_ms = Math.round(Number(toleranceSeconds) * SECOND_MS)
  const isTimed = signsTime(draft) && toleranceSeconds.trim() !== ''
  return { type: 'hmac', secret, preset, ...(isTimed && { tolerance_ms }) }
}

export const toAuth = (draft: AuthDraft): Auth => {
  const { type, secret, username } = draft
  switch (type) {
    case 'none':
      return { type }
    case 'bearer':
      return { type, secret }
    case 'basic':
      return { type, username, secret }
    case 'hmac':
      return toHmac(draft)
  }
}
