import { NumberOverflowError, parseExactNumbers } from '../../../../lib/json/exact-numbers.ts'
import { NodeError } from '../../../errors.ts'
import type { SecretRedactor } from '../../../node-type.ts'
import type { HttpAnswer } from '../../../ports.ts'
import { cleanBytes } from './clean-bytes.ts'
import { contentTypeOf } from './content-type.ts'
import { textIn } from './text.ts'

export const responseTypes = ['auto', 'json', 'text', 'bytes', 'file'] as const

/** How a body is passed on that is not saved as a file. */
export type ResponseType = Exclude<(typeof responseTypes)[number], 'file'>

/**
 * Without a type that says otherwise: JSON as its value, text and invalid JSON as text, other bytes as `{base64}`, and an
 * empty body as `null`. Secrets are redacted before JSON is parsed, so that they are found wherever they stand in it.
 */
export const decodeBody = async (
  answer: HttpAnswer,
  type: ResponseType,
  redactor: SecretRedactor,
): Promise<unknown> => {
  const { headers, body } = answer
  const { mediaType, charset } = contentTypeOf(headers)
  const bytes = async () => ({
    base64: Buffer.from(await cleanBytes(answer, redactor)).toString('base64'),
  })
  if (type === 'bytes') return bytes()
  if (body.byteLength === 0) return type === 'text' ? '' : null
  if (type === 'auto' && isBinary(mediaType)) return bytes()
  const isJson = type === 'json' || (type === 'auto' && JSON_TYPE.test(mediaType))
  const text = await textIn(body, { charset, isDeclared: type !== 'auto' || isJson || isText(mediaType) })
  if (text === undefined) return bytes()
  const clean = redactor.text(text)
  return isJson ? parseJson(clean, type) : clean
}

const JSON_TYPE = /^application\/json$|\+json$/

/** Texts whose bytes are not looked at: errors in them are replaced rather than that their type changes. */
const isText = (mediaType: string) =>
  /^text\/|\+xml$|^application\/(?:xml|javascript|ecmascript|yaml|x-yaml|x-ndjson|graphql|sql|x-www-form-urlencoded)$/.test(
    mediaType,
  )

/** Of these, even a file of a few bytes that look like text is none. */
const isBinary = (mediaType: string) =>
  /^(?:image|audio|video|font)\//.test(mediaType) && !mediaType.endsWith('+xml')

const parseJson = (text: string, type: ResponseType): unknown => {
  try {
    return parseExactNumbers(text)
  } catch (error) {
    if (type === 'auto' && !(error instanceof NumberOverflowError)) return text
    const reason = error instanceof Error ? error.message : String(error)
    throw new NodeError(
      'HTTP_RESPONSE',
      `The response is not JSON: ${reason}. With \`response_type: text\` it is passed on as it is.`,
    )
  }
}
