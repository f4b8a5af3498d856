import { randomUUID } from 'node:crypto'
import { basename } from 'node:path/posix'
import { isRecord } from '../../../../lib/json/is-record.ts'
import { NodeError } from '../../../errors.ts'
import { mediaTypeOf } from './media-types.ts'

/** A file of the selected folder in a body. */
export interface FilePart {
  readonly file: string
}

const FILE_FIELDS = ['file', 'filename', 'content_type']

/**
 * The fields of an object as `multipart/form-data`. A list repeats its name, `{file, filename?, content_type?}` is a file
 * of the selected folder, and any other object is sent as JSON.
 * @throws NodeError `HTTP_REQUEST`
 */
export const multipartOf = (fields: Readonly<Record<string, unknown>>) => {
  const boundary = `scriptd-${randomUUID()}`
  const content: (string | FilePart)[] = []
  let texts: string[] = []
  const endText = () => {
    content.push(texts.join(''))
    texts = []
  }
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) {
      texts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`)
      if (isFile(one)) {
        texts.push(fileHeaders(name, one))
        endText()
        content.push({ file: one.file })
      } else texts.push(fieldOf(one))
      texts.push('\r\n')
    }
  }
  texts.push(`--${boundary}--\r\n`)
  endText()
  return { content, contentType: `multipart/form-data; boundary=${boundary}` }
}

const fieldOf = (value: unknown): string => {
  if (value === null) return '\r\n\r\n'
  if (typeof value !== 'object') return `\r\n\r\n${value}`
  return `\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(value)}`
}

interface FileField {
  readonly file: string
  readonly filename?: unknown
  readonly content_type?: unknown
}

const isFile = (value: unknown): value is FileField =>
  isRecord(value) &&
  typeof value.file === 'string' &&
  Object.keys(value).every((name) => FILE_FIELDS.includes(name))

const fileHeaders = (field: string, { file, filename, content_type }: FileField): string => {
  const name = filename ?? basename(file)
  const type = content_type ?? mediaTypeOf(file)
  if (typeof name === 'string' && typeof type === 'string' && /^[\x20-\x7e]+$/.test(type)) {
    return `; filename="${escaped(name)}"\r\nContent-Type: ${type}\r\n\r\n`
  }
  const message = `The file in ${JSON.stringify(field)} has a \`filename\` or \`content_type\` that cannot be sent.`
  throw new NodeError('HTTP_REQUEST', message, { retryable: false })
}

/** As browsers do, so that a name ends neither its quotes nor its line. */
const escaped = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
