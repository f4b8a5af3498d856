import { XMLBuilder, XMLValidator } from 'fast-xml-parser'
import { isRecord } from '../../../lib/json/is-record.ts'
import type { FileEncoding } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'
import { XML_NAMES } from './read-xml.ts'

/** The document of an object with one field, which is its root: the same that reading it gives. */
export const toXml = (content: unknown, encoding: FileEncoding): string => {
  if (!isRecord(content) || Object.keys(content).length !== 1) {
    throw unfit('it needs an object with one field, the root element')
  }
  const body = build(content)
  const valid = XMLValidator.validate(body)
  if (valid !== true) throw unfit(valid.err.msg)
  return `<?xml version="1.0" encoding="${declaredName(encoding)}"?>\n${body}`
}

/** Which of the two orders of bytes UTF-16 has, a byte order mark says. */
const declaredName = (encoding: FileEncoding): string =>
  encoding.startsWith('utf-16') ? 'UTF-16' : encoding.toUpperCase()

const build = (content: object): string => {
  try {
    return new XMLBuilder({
      ...XML_NAMES,
      format: true,
      suppressEmptyNode: true,
      suppressBooleanAttributes: false,
    }).build(content)
  } catch (error) {
    throw unfit(error instanceof Error ? error.message : String(error))
  }
}

const unfit = (reason: string) =>
  formatFailure('FILE_CONTENT', `The content cannot be written as xml: ${reason}.`)
