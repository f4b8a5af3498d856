import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
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

const keyBytes = (text: string): Buffer => {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
}

/** Identifies a key without revealing anything about it. */
const idOf = (bytes: Buffer): string => hash('sha256', bytes, 'hex').slice(0, 16)

const associated = (keyId: string, context: string): Buffer => Buffer.from(JSON.stringify([keyId, context]))
