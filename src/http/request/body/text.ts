import type { HonoRequest } from 'hono'
import { AppError } from '../../../domain/errors.ts'
import { incompleteBody } from './incomplete-body.ts'

// Replacing malformed bytes, as `text()` of a request does, would store something else than what was sent.
const createDecoder = () => new TextDecoder('utf-8', { fatal: true })

const notUtf8 = (cause: unknown) =>
  new AppError('MALFORMED_JSON', { details: [{ path: '', code: 'invalid_utf8' }], cause })

/** Decodes a body part by part, as it arrives: at once, that would take too long. */
export class BodyDecoder {
  readonly #decoder = createDecoder()
  #text = ''
  #failure: AppError | undefined

  add(bytes: Uint8Array): void {
    if (this.#failure) return
    try {
      this.#text += this.#decoder.decode(bytes, { stream: true })
    } catch (error) {
      this.#failure = notUtf8(error)
      this.#text = ''
    }
  }

  /** The whole text, without a byte order mark. @throws AppError `MALFORMED_JSON` when it is not UTF-8 */
  end(): string {
    if (this.#failure) throw this.#failure
    try {
      return this.#text + this.#decoder.decode()
    } catch (error) {
      throw notUtf8(error)
    }
  }
}

// Without `stream` it keeps nothing between two calls.
const wholeBody = createDecoder()

/** Makes this the text of the body for whoever reads it later. */
export const keepBodyText = (request: HonoRequest, text: Promise<string>): void => {
  // Whether anyone reads it depends on the route.
  text.catch(() => undefined)
  // Guarantee: hono keeps promises of bodies here, although its type has their values.
  Object.assign(request.bodyCache, { text })
}

/**
 * A body that is text but not JSON, in the charset that its type declares; `undefined` when that one is unknown.
 * @throws AppError `MALFORMED_BODY`
 */
export const decodeText = (bytes: Uint8Array, charset: string | null): string | undefined => {
  const decoder = decoderOf(charset ?? 'utf-8')
  try {
    return decoder?.decode(bytes)
  } catch (cause) {
    throw malformedText(decoder?.encoding ?? '', cause)
  }
}

export const malformedText = (encoding: string, cause?: unknown): AppError => {
  const values = { charset: encoding.toUpperCase() }
  return new AppError('MALFORMED_BODY', { details: [{ path: '', code: 'invalid_text', values }], cause })
}

/**
 * The fields of a form in the charset that its type declares; `undefined` when that one is unknown. `URLSearchParams`
 * knows only UTF-8, and would replace malformed bytes.
 * @throws AppError `MALFORMED_BODY`
 */
export const decodeForm = (
  bytes: Uint8Array,
  charset: string | null,
): (readonly [name: string, value: string])[] | undefined => {
  // A byte order mark within a form is part of a value.
  const decoder = decoderOf(charset ?? 'utf-8', { ignoreBOM: true })
  if (!decoder) return undefined
  const decode = (text: string) => decoder.decode(Buffer.from(unescaped(text), 'latin1'))
  // A character for each byte.
  const fields = Buffer.from(bytes).toString('latin1').split('&').filter(Boolean)
  try {
    return fields.map((field) => {
      const [name = '', ...rest] = field.split('=')
      return [decode(name), decode(rest.join('='))] as const
    })
  } catch (cause) {
    throw malformedText(decoder.encoding, cause)
  }
}

const unescaped = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const decoderOf = (charset: string, options?: { readonly ignoreBOM: boolean }): TextDecoder | undefined => {
  try {
    return new TextDecoder(charset, { ...options, fatal: true })
  } catch {
    return undefined
  }
}

/** The text without a byte order mark. @throws AppError `MALFORMED_JSON` when it is not UTF-8 */
export const decodeUtf8 = (bytes: ArrayBuffer | Uint8Array): string => {
  try {
    return wholeBody.decode(bytes)
  } catch (error) {
    throw notUtf8(error)
  }
}

const decodeWhole = async (request: HonoRequest): Promise<string> =>
  decodeUtf8(await request.arrayBuffer().catch(incompleteBody))

/**
 * The text of the body, without a byte order mark; empty when there is none.
 * @throws AppError `MALFORMED_JSON` when it is not UTF-8, `MALFORMED_REQUEST` when it did not arrive completely
 */
export const bodyText = (request: HonoRequest): Promise<string> => {
  if (!('text' in request.bodyCache)) keepBodyText(request, decodeWhole(request))
  return request.text()
}
