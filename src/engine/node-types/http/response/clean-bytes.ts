import type { SecretRedactor } from '../../../node-type.ts'
import type { HttpAnswer } from '../../../ports.ts'
import { contentTypeOf } from './content-type.ts'
import { decode, encodingOf, hasMark } from './text.ts'

/**
 * The bytes of a body without secrets. In text, a secret may have other bytes than in the charset that the redactor takes
 * bytes for; a text with one comes back in UTF-8, unless it is in UTF-16.
 */
export const cleanBytes = async (
  { headers, body }: HttpAnswer,
  redactor: SecretRedactor,
): Promise<Uint8Array> => {
  if (redactor.isEmpty) return body
  const encoding = encodingOf(body, contentTypeOf(headers).charset)
  const text = await decode(body, encoding, !encoding.startsWith('utf-16'))
  const clean = text === undefined ? undefined : await redactor.text(text)
  if (clean === undefined || clean === text) return redactor.bytes(body)
  return encode(hasMark(body) ? `\ufeff${clean}` : clean, encoding)
}

const encode = (text: string, encoding: string): Buffer => {
  if (!encoding.startsWith('utf-16')) return Buffer.from(text)
  const bytes = Buffer.from(text, 'utf16le')
  return encoding === 'utf-16be' ? bytes.swap16() : bytes
}
