import { MIMEType } from 'node:util'
import { AppError } from '../../../domain/errors.ts'

/** What clients send almost always; anything else is parsed. */
const USUAL = /^application\/json(?:; ?charset=utf-8)?$/i
const JSON_ESSENCE = /^application\/(?:[^/]+\+)?json$/

/** Whether a `Content-Type` declares JSON in UTF-8; parameters other than `charset` do not matter. */
export const isJsonType = (contentType: string): boolean => {
  if (USUAL.test(contentType)) return true
  const type = parseMediaType(contentType)
  return type !== undefined && JSON_ESSENCE.test(type.essence) && isUtf8(type.params.get('charset'))
}

const isUtf8 = (charset: string | null): boolean => charset === null || /^utf-?8$/i.test(charset)

/** `undefined` when it is none. */
export const parseMediaType = (contentType: string): MIMEType | undefined => {
  try {
    return new MIMEType(contentType)
  } catch {
    return undefined
  }
}

/** The refusal of a body that is none of these types, or is encoded. */
export const unsupportedType = (
  types: readonly string[],
  { isPlain = true }: { readonly isPlain?: boolean } = {},
): AppError =>
  new AppError('UNSUPPORTED_MEDIA_TYPE', {
    values: { types: types.join(', ') },
    // RFC 9110 requires the answer to list the accepted codings: none.
    ...(!isPlain && { headers: { 'Accept-Encoding': 'identity' } }),
  })
