import type { MIMEType } from 'node:util'
import { AppError, validationFailed } from '../../../domain/errors.ts'
import type { FormFile } from '../../../domain/triggers/form-file.ts'
import type { Budget } from '../../../lib/async/byte-budget.ts'
import { runInTurns } from '../../../lib/async/run-in-turns.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { measureJson } from '../../../lib/json/json-limits.ts'
import type { MemoryClaim } from '../../access/caller-memory.ts'
import { incompleteBody } from './incomplete-body.ts'
import { readJson } from './json.ts'
import { isJsonType, parseMediaType, unsupportedType } from './media-type.ts'
import { parseMultipart } from './multipart.ts'
import { decodeForm, decodeText, decodeUtf8 } from './text.ts'

/** Less than what a request to execute may have, as the input has further levels and values around it. */
const MAX = { levels: 90, values: 900_000, names: 90_000 }
const PROBLEMS = { levels: 'too_deep', values: 'too_many_values', names: 'too_many_names' } as const

/** What a value takes in memory once it is parsed, about. */
const VALUE_BYTES = 48

/** The bytes themselves, their text, and what is made of it. */
const COPIES = 4

/** Bodies declared shorter are read at once: a stream costs more than they do. */
const SHORT_BYTES = 65_536

/** @throws AppError `PAYLOAD_TOO_LARGE`, `MALFORMED_REQUEST`, or that of the claim */
export const readBytes = async (
  request: Request,
  claim: MemoryClaim,
  { limit, setting }: Pick<Budget, 'limit' | 'setting'>,
): Promise<Buffer> => {
  const tooLarge = () => new AppError('PAYLOAD_TOO_LARGE', { values: { limit, setting } })
  const { headers } = request
  const declared = headers.has('transfer-encoding')
    ? Number.NaN
    : Number(headers.get('content-length') ?? Number.NaN)
  if (declared > limit) throw tooLarge()
  if (declared <= SHORT_BYTES) {
    claim.take(COPIES * declared)
    return Buffer.from(await request.arrayBuffer().catch(incompleteBody))
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const read = async () => {
    // Cancelling the body would close the connection before the answer is sent.
    for await (const chunk of request.body?.values({ preventCancel: true }) ?? []) {
      size += chunk.byteLength
      if (size > limit) throw tooLarge()
      claim.take(COPIES * chunk.byteLength)
      chunks.push(chunk)
    }
  }
  await read().catch(incompleteBody)
  return Buffer.concat(chunks)
}

export interface BodyOptions {
  readonly claim: MemoryClaim
  readonly turns: Turns
  /** Whether a body of another type is read as null. */
  readonly isAnyAllowed: boolean
  /** What stands for a file of a multipart form; without it, such forms are bodies of another type. */
  readonly placeFile?: (file: FormFile) => unknown
}

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'
const TYPES = ['application/json', 'text/*', FORM]

/**
 * JSON as its value, a form as an object by the names of its fields, text as a string, null when there is no body.
 * @throws AppError `MALFORMED_JSON`, `MALFORMED_BODY`, `UNSUPPORTED_MEDIA_TYPE`, `VALIDATION_FAILED`, or that of the claim
 */
export const parseBody = async (
  bytes: Buffer,
  headers: Headers,
  { claim, turns, isAnyAllowed, placeFile }: BodyOptions,
): Promise<unknown> => {
  if (bytes.length === 0) return null
  const type = headers.get('content-type') ?? ''
  const isPlain = (headers.get('content-encoding') ?? 'identity').toLowerCase() === 'identity'
  if (isPlain && isJsonType(type)) return parseJson(decodeUtf8(bytes), claim, turns)
  const media = isPlain ? parseMediaType(type) : undefined
  const essence = media?.essence ?? ''
  if (essence === MULTIPART && placeFile) {
    const entries = await parseMultipart(bytes, type, turns)
    return groupedByName(
      entries.map(([name, value]) => [name, typeof value === 'string' ? value : placeFile(value)] as const),
    )
  }
  const value = media && readText(bytes, media)
  if (value !== undefined) return value
  if (isAnyAllowed) return null
  throw unsupportedType(placeFile ? [...TYPES, MULTIPART] : TYPES, { isPlain })
}

/** `undefined` when it is neither a form nor text, or in an unknown charset. */
const readText = (bytes: Buffer, { essence, params }: MIMEType): unknown => {
  const charset = params.get('charset')
  if (essence.startsWith('text/')) return decodeText(bytes, charset)
  const fields = essence === FORM ? decodeForm(bytes, charset) : undefined
  return fields && groupedByName(fields)
}

/** The values by name; several with the same name as an array. */
export const groupedByName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T | T[]> =>
  Object.fromEntries(
    [...Map.groupBy(entries, ([name]) => name)].map(([name, all]) => {
      const values = all.map(([, value]) => value)
      const [only] = values
      return [name, only !== undefined && values.length === 1 ? only : values]
    }),
  )

const parseJson = async (text: string, claim: MemoryClaim, turns: Turns): Promise<unknown> => {
  const { exceeded, values } = await runInTurns(measureJson(text, MAX), turns)
  if (exceeded)
    throw validationFailed([{ path: '', code: PROBLEMS[exceeded], values: { maximum: MAX[exceeded] } }])
  claim.take(values * VALUE_BYTES)
  return runInTurns(readJson(text), turns)
}
