import { NodeError } from '../../../errors.ts'
import type { NodeContext } from '../../../node-type.ts'
import type { HttpAnswer } from '../../../ports.ts'
import { cleanBytes } from './clean-bytes.ts'
import { contentTypeOf } from './content-type.ts'
import { parseJson } from './json.ts'
import { textIn } from './text.ts'

export const responseTypes = ['auto', 'json', 'text', 'bytes', 'file'] as const

/** How a body is passed on that is not saved as a file. */
export type ResponseType = Exclude<(typeof responseTypes)[number], 'file'>

type Decoding = Pick<NodeContext, 'redactor' | 'services' | 'signal' | 'share'>

/**
 * Without a type that says otherwise: JSON as its value, text and invalid JSON as text, other bytes as `{base64}`, and an
 * empty body as `null`. Secrets are redacted before JSON is parsed, so that they are found wherever they stand in it.
 */
export const decodeBody = async (
  answer: HttpAnswer,
  type: ResponseType,
  context: Decoding,
): Promise<unknown> => {
  const { redactor } = context
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
  const clean = await redactor.text(text)
  if (!isJson) return clean
  const parsed = await parseJson(clean, context)
  if ('value' in parsed) return parsed.value
  if (type === 'auto' && !parsed.isOverflow) return clean
  throw notJson(parsed.reason)
}

/** The body of an answer that is an error itself, whatever is wrong with it. */
export const errorBody = async (answer: HttpAnswer, context: Decoding): Promise<unknown> => {
  try {
    return await decodeBody(answer, 'auto', context)
  } catch (error) {
    if (error instanceof NodeError) return decodeBody(answer, 'text', context)
    throw error
  }
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

const notJson = (reason: string): NodeError =>
  new NodeError(
    'HTTP_RESPONSE',
    `The response is not JSON: ${reason}. With \`response_type: text\` it is passed on as it is.`,
  )
