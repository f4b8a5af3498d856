import type { SecretRedactor } from '../../node-type.ts'
import type { HttpAnswer } from '../../ports.ts'

export type BodyType = 'json' | 'text' | 'form'

interface EncodedBody {
  readonly body?: string
  readonly contentType?: string
}

/** No body for `undefined` and `null`. In a form, a list repeats its name and an object is written as JSON. */
export const encodeBody = (value: unknown, type: BodyType | undefined): EncodedBody => {
  if (value === undefined || value === null) return {}
  switch (type ?? (typeof value === 'string' ? 'text' : 'json')) {
    case 'json':
      return { body: JSON.stringify(value), contentType: 'application/json' }
    case 'text':
      return { body: textOf(value), contentType: 'text/plain;charset=utf-8' }
    case 'form':
      return { body: formOf(value), contentType: 'application/x-www-form-urlencoded' }
  }
}

/**
 * JSON as its value, text and invalid JSON as text, other bytes as `{base64}`, an empty body as `null`.
 * Secrets are redacted before JSON is parsed, so that they are found wherever they stand in it.
 */
export const decodeBody = ({ headers, body }: HttpAnswer, redactor: SecretRedactor): unknown => {
  if (body.byteLength === 0) return null
  // As browsers do when it repeats.
  const contentType = [headers['content-type'] ?? []].flat().at(-1)?.toLowerCase() ?? ''
  const mediaType = contentType.split(';', 1)[0]?.trim() ?? ''
  const text = textIn(body, mediaType, charsetOf(contentType))
  if (text === undefined) return { base64: Buffer.from(redactor.bytes(body)).toString('base64') }
  const clean = redactor.text(text)
  return isJson(mediaType) ? jsonOrText(clean) : clean
}

const textIn = (body: Uint8Array, mediaType: string, charset: string): string | undefined => {
  if (mediaType === '') return strictUtf8(body)
  return isJson(mediaType) || isText(mediaType) ? decodeText(body, charset) : undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const formOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const pairs = Object.entries(value).flatMap(([name, item]) =>
    [item].flat().map((one: unknown) => [name, one === null ? '' : textOf(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

const isJson = (mediaType: string) => /^application\/json$|\+json$/.test(mediaType)

const isText = (mediaType: string) =>
  /^text\/|\+xml$|^application\/(xml|javascript|ecmascript|yaml|x-yaml|x-ndjson|graphql|sql|x-www-form-urlencoded)$/.test(
    mediaType,
  )

const charsetOf = (contentType: string) => /;\s*charset="?([^";\s]+)/.exec(contentType)?.[1] ?? 'utf-8'

const decodeText = (bytes: Uint8Array, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // The server may name an unknown charset.
    return new TextDecoder().decode(bytes)
  }
}

const strictUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
