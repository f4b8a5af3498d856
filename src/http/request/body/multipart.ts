import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { AppError, validationFailed } from '../../../domain/errors.ts'
import type { FormFile } from '../../../domain/triggers/form-file.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { parseMediaType } from './media-type.ts'
import { malformedText } from './text.ts'

export type FormEntry = readonly [name: string, value: string | FormFile]

/** Each takes memory besides its bytes. */
const MAX_PARTS = 1000

/** So much is read between two looks at the time. */
const CHUNK_BYTES = 65_536

/**
 * The fields and files of a multipart form, in their order.
 * @throws AppError `MALFORMED_BODY`, `VALIDATION_FAILED` when there are too many
 */
export const parseMultipart = async (
  bytes: Buffer,
  contentType: string,
  turns: Turns,
): Promise<readonly FormEntry[]> => {
  const entries: FormEntry[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // It may fail before anybody waits for it.
  promise.catch(() => undefined)
  const parser = createParser(contentType, bytes.length)
  parser.on('field', (name, value) => entries.push([name, value]))
  // Neither a name nor a filename need be there, whatever the types of the parser say.
  parser.on('file', (name, stream, filename: string | undefined = '', _encoding, type) => {
    const chunks: Buffer[] = []
    // Its place, as it ends only after fields that follow it have arrived.
    const place = entries.push([name, '']) - 1
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('end', () => {
      entries[place] = [name, { filename, contentType: type, bytes: Buffer.concat(chunks) }]
    })
  })
  parser.on('partsLimit', () => reject(tooManyParts()))
  parser.on('error', reject)
  parser.on('finish', () => resolve())
  const starts = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) => i * CHUNK_BYTES)
  try {
    await turns.each(starts, (start) => {
      parser.write(bytes.subarray(start, start + CHUNK_BYTES))
    })
    parser.end()
    await promise
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('MALFORMED_BODY', { cause })
  }
  const unnamed = entries.filter(([name]) => name === undefined).length
  const count = unnamed + countParts(bytes, contentType) - entries.length
  if (count > 0)
    throw new AppError('MALFORMED_BODY', {
      details: [{ path: '', code: 'unnamed_parts', values: { count } }],
    })
  // The parser replaces malformed bytes.
  if (entries.some(hasReplacement) && !bytes.includes(REPLACEMENT)) throw malformedText('utf-8')
  return entries
}

/** Of a form that the parser could read. It leaves out those that are no fields, without a word. */
const countParts = (bytes: Buffer, contentType: string): number => {
  const delimiter = `\r\n--${parseMediaType(contentType)?.params.get('boundary')}`
  // The first one has no line before it if there is no preamble.
  const isAtStart = bytes.subarray(0, delimiter.length - 2).equals(Buffer.from(delimiter.slice(2)))
  let at = isAtStart ? -2 : bytes.indexOf(delimiter)
  let parts = 0
  while (at !== -1 && bytes.toString('latin1', at + delimiter.length, at + delimiter.length + 2) !== '--') {
    parts++
    at = bytes.indexOf(delimiter, at + delimiter.length)
  }
  return parts
}

const REPLACEMENT = '\ufffd'

const hasReplacement = ([name, value]: FormEntry): boolean =>
  [name, typeof value === 'string' ? value : value.filename].join().includes(REPLACEMENT)

const createParser = (contentType: string, maxBytes: number): BusboyInstance => {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: MAX_PARTS, fieldSize: maxBytes, fieldNameSize: 1000, headerPairs: 50 },
    })
  } catch (cause) {
    throw new AppError('MALFORMED_BODY', { cause })
  }
}

const tooManyParts = (): AppError =>
  validationFailed([{ path: '', code: 'too_many_values', values: { maximum: MAX_PARTS } }])
