/** A part of a content, with both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The part that a `Range` header asks for (RFC 9110); `undefined` for the whole, which is also the answer to several
 * ranges and to anything that is not a range, and `'none'` when there is no such part.
 */
export const byteRangeOf = (header: string | undefined, size: number): ByteRange | 'none' | undefined => {
  const [, from = '', to = ''] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '')
    return Number(to) > 0 && size > 0 ? { start: Math.max(0, size - Number(to)), end: size - 1 } : 'none'
  const start = Number(from)
  if (to !== '' && Number(to) < start) return undefined
  return start < size ? { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) } : 'none'
}
