import type { Ask } from './types.ts'

/** Conversions between text and bytes. */
export const loadText = (ask: Ask) => {
  const bytesOf = (source: unknown): ArrayBuffer => {
    if (source === undefined) return new ArrayBuffer(0)
    if (source instanceof ArrayBuffer) return source
    if (!ArrayBuffer.isView(source)) throw new TypeError('expected an ArrayBuffer or a typed array')
    const { buffer, byteOffset, byteLength } = source
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  }

  /** The host takes no empty buffer. */
  const given = (bytes: ArrayBuffer) => (bytes.byteLength > 0 ? [bytes] : [])

  const encode = (text: string): Uint8Array<ArrayBuffer> =>
    text === '' ? new Uint8Array() : new Uint8Array(ask<ArrayBuffer>('encode', text))

  class TextEncoder {
    readonly encoding = 'utf-8'

    encode(text: unknown = '') {
      return encode(`${text}`)
    }

    encodeInto(text: unknown, target: Uint8Array) {
      let read = 0
      let written = 0
      for (const character of `${text}`) {
        const bytes = encode(character)
        if (written + bytes.length > target.length) break
        target.set(bytes, written)
        read += character.length
        written += bytes.length
      }
      return { read, written }
    }
  }

  class TextDecoder {
    readonly encoding: string
    readonly fatal: boolean
    readonly ignoreBOM: boolean

    constructor(label: unknown = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
      this.encoding = ask<string>('encoding', `${label}`)
      this.fatal = Boolean(fatal)
      this.ignoreBOM = Boolean(ignoreBOM)
    }

    decode(source?: unknown, { stream = false } = {}) {
      if (stream) throw new TypeError('TextDecoder takes all bytes at once here, without { stream: true }')
      const { encoding, fatal, ignoreBOM } = this
      return ask<string>('decode', { encoding, fatal, ignoreBOM }, ...given(bytesOf(source)))
    }
  }

  return {
    TextEncoder,
    TextDecoder,
    atob: (text: unknown) => ask<string>('atob', `${text}`),
    btoa: (text: unknown) => ask<string>('btoa', `${text}`),
    bytesOf,
    encode,
    given,
  }
}
