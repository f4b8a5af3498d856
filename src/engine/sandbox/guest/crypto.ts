import type { loadText } from './text.ts'
import type { Ask } from './types.ts'

/** Random values and hashes: of Web Crypto `subtle.digest` and HMAC, and the hashes of Node's `crypto`. */
export const loadCrypto = (ask: Ask, load: (part: 'text') => ReturnType<typeof loadText>) => {
  const { bytesOf, encode, given } = load('text')
  type Bytes = Uint8Array<ArrayBuffer>

  const toBytes = (data: unknown): Bytes =>
    typeof data === 'string' ? encode(data) : new Uint8Array(bytesOf(data))

  const concat = (chunks: readonly Bytes[]): Bytes => {
    const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  const hash = (algorithm: unknown, data: Bytes, key?: Bytes): Bytes => {
    // No buffer may be empty, so the lengths say which of them there are.
    const lengths = { data: data.length, key: key?.length ?? -1 }
    const buffers = [...given(bytesOf(data)), ...given(bytesOf(key))]
    return new Uint8Array(ask<ArrayBuffer>('hash', { algorithm: `${algorithm}`, ...lengths }, ...buffers))
  }

  const toText = (bytes: Bytes, encoding: unknown) => {
    if (encoding === undefined || encoding === 'buffer') return bytes
    return ask<string>('bytes-as-text', `${encoding}`, ...given(bytes.buffer))
  }

  const hasher = (algorithm: unknown, key?: Bytes) => {
    const chunks: Bytes[] = []
    hash(algorithm, new Uint8Array(), key)
    return {
      update(data: unknown) {
        chunks.push(toBytes(data))
        return this
      },
      digest: (encoding?: unknown) => toText(hash(algorithm, concat(chunks), key), encoding),
    }
  }

  const nameOf = (algorithm: unknown): string => {
    const name = `${typeof algorithm === 'object' && algorithm !== null && 'name' in algorithm ? algorithm.name : algorithm}`
    if (!/^sha-(1|256|384|512)$/i.test(name)) {
      throw new TypeError(`${name} is not one of the algorithms SHA-1, SHA-256, SHA-384, SHA-512`)
    }
    return name
  }

  const keys = new WeakMap<object, { readonly bytes: Bytes; readonly hash: string }>()
  const keyOf = (key: object) => {
    const found = keys.get(key)
    if (!found) throw new TypeError('expected a key of crypto.subtle.importKey')
    return found
  }
  const sign = (key: object, data: unknown): Bytes => {
    const { bytes, hash: algorithm } = keyOf(key)
    return hash(algorithm, toBytes(bytesOf(data)), bytes)
  }

  const subtle = {
    digest: async (algorithm: unknown, data: unknown) =>
      hash(nameOf(algorithm), toBytes(bytesOf(data))).buffer,
    async importKey(format: unknown, data: unknown, algorithm: { name?: unknown; hash?: unknown } = {}) {
      if (format !== 'raw' || !/^hmac$/i.test(`${algorithm.name}`)) {
        throw new TypeError('crypto.subtle.importKey takes raw keys for HMAC only')
      }
      const key = Object.freeze({ type: 'secret', algorithm: Object.freeze({ name: 'HMAC' }) })
      keys.set(key, { bytes: toBytes(bytesOf(data)), hash: nameOf(algorithm.hash) })
      return key
    },
    sign: async (_algorithm: unknown, key: object, data: unknown) => sign(key, data).buffer,
    async verify(_algorithm: unknown, key: object, signature: unknown, data: unknown) {
      const expected = sign(key, data)
      const found = toBytes(bytesOf(signature))
      return expected.length === found.length && expected.every((byte, index) => byte === found[index])
    },
  }

  const crypto = {
    randomUUID: () => ask<string>('uuid'),
    getRandomValues<T extends Uint8Array>(target: T): T {
      if (!ArrayBuffer.isView(target))
        throw new TypeError('crypto.getRandomValues fills a typed array of integers')
      if (target.byteLength > 65_536) throw new RangeError('crypto.getRandomValues fills at most 65536 bytes')
      if (target.byteLength === 0) return target
      const { buffer, byteOffset, byteLength } = target
      new Uint8Array(buffer, byteOffset, byteLength).set(
        new Uint8Array(ask<ArrayBuffer>('random', byteLength)),
      )
      return target
    },
    createHash: (algorithm: unknown) => hasher(algorithm),
    createHmac: (algorithm: unknown, key: unknown) => hasher(algorithm, toBytes(key)),
    /** As Node's function of that name. */
    hash: (algorithm: unknown, data: unknown, encoding: unknown = 'hex') =>
      toText(hash(algorithm, toBytes(data)), encoding),
    subtle,
  }

  return { crypto }
}
