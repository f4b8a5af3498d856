import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** An encrypted text, which only the key with this id decrypts. */
export interface Sealed {
  readonly key_id: string
  /** Nonce, ciphertext and tag, base64url. */
  readonly sealed: string
}

/** A new random key in the form that the configuration takes. */
export const newKeyText = (): string => randomBytes(KEY_BYTES).toString('base64')

/** Whether the text is 32 bytes as hexadecimal digits, base64 or base64url; padding is optional. */
export const isKeyText = (text: string): boolean => keyBytes(text).byteLength === KEY_BYTES

/** AES-256-GCM keys: the first one encrypts, all of them decrypt. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, KeyObject>

  /** `isKeyText` must hold for each text. */
  constructor(texts: readonly string[]) {
    this.#keys = new Map(
      texts.map((text) => {
        const bytes = keyBytes(text)
        return [idOf(bytes), createSecretKey(bytes)]
      }),
    )
  }

  /** Key ids, the encrypting key first. */
  get ids(): readonly string[] {
    return [...this.#keys.keys()]
  }

  /** Encrypts a text bound to `context`: it decrypts under the same context only. Throws without a key. */
  seal(text: string, context: string): Sealed {
    const [first] = this.#keys
    if (!first) throw new Error('no key to encrypt with')
    const [key_id, key] = first
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(associated(key_id, context))
    const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
    return { key_id, sealed: Buffer.concat(parts).toString('base64url') }
  }

  /** The signature of a text for `context`, base64url, by the encrypting key; `undefined` without a key. */
  sign(text: string, context: string): string | undefined {
    const [key] = this.#keys.values()
    return key && signatureOf(text, key, context).toString('base64url')
  }

  /** Whether one of the keys has signed the text for this context; takes as long for a wrong signature as for a right one. */
  isSigned(text: string, signature: string, context: string): boolean {
    const given = Buffer.from(signature, 'base64url')
    let isRight = false
    for (const key of this.#keys.values()) {
      const right = signatureOf(text, key, context)
      const hasLength = given.byteLength === right.byteLength
      const isEqual = timingSafeEqual(hasLength ? given : Buffer.alloc(right.byteLength), right)
      isRight = (hasLength && isEqual) || isRight
    }
    return isRight
  }

  /** The decrypted text; `undefined` when the key is missing, the data was changed, or the context differs. */
  open({ key_id, sealed }: Sealed, context: string): string | undefined {
    const key = this.#keys.get(key_id)
    const bytes = Buffer.from(sealed, 'base64url')
    if (!key || bytes.byteLength < NONCE_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(associated(key_id, context))
      .setAuthTag(bytes.subarray(-TAG_BYTES))
    const parts = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))]
    try {
      parts.push(decipher.final())
    } catch {
      return undefined
    }
    return Buffer.concat(parts).toString('utf8')
  }
}

/** By a key of its own for each context: the key itself only encrypts. */
const signatureOf = (text: string, key: KeyObject, context: string): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', context, KEY_BYTES)))
    .update(text)
    .digest()

const keyBytes = (text: string): Buffer => {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
}

/** Identifies a key without revealing anything about it. */
const idOf = (bytes: Buffer): string => hash('sha256', bytes, 'hex').slice(0, 16)

const associated = (keyId: string, context: string): Buffer => Buffer.from(JSON.stringify([keyId, context]))
