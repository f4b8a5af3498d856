export type AddressKind = 'url' | 'file'

/** Between the parts of an address; a dot also separates the labels of a host and the parts of a file name. */
const SEPARATORS: Readonly<Record<AddressKind, string>> = { url: '/\\:@?#.', file: '/.' }

/**
 * The index of the first expression that leaves a part of an address empty: it is an empty text, and so is all that
 * stands between it and the separators around it. The query and the fragment of a URL have no such parts.
 */
export const emptyPartOf = (
  kind: AddressKind,
  texts: readonly string[],
  isExpression: (index: number) => boolean,
): number | undefined => {
  const address = texts.join('')
  const end = kind === 'url' ? address.search(/[?#]|$/) : address.length
  const isBoundary = (character: string | undefined) =>
    character === undefined || SEPARATORS[kind].includes(character)
  let at = 0
  for (const [index, text] of texts.entries()) {
    if (at > end) return undefined
    if (text === '' && isExpression(index) && isBoundary(address[at - 1]) && isBoundary(address[at]))
      return index
    at += text.length
  }
  return undefined
}

/** Parts of a path that a URL does not keep: `..` removes the one before it. */
const DOTS = /^(?:\.|%2e){1,2}$/i
/** A URL loses some of these anywhere, and others at its ends. */
const REMOVED = /[\s\p{Cc}]/gu

/**
 * The index of the first expression that makes a part of a URL's path `.` or `..`, so that the request would go to another
 * path than the one that is written. An expression at the start of the URL chooses all of it.
 */
export const climbingPartOf = (
  texts: readonly string[],
  isExpression: (index: number) => boolean,
): number | undefined => {
  const address = texts.join('')
  const end = address.search(/[?#]|$/)
  let at = 0
  for (const [index, text] of texts.entries()) {
    const last = Math.min(at + text.length, end)
    if (at > 0 && at < last && isExpression(index)) {
      const from = Math.max(address.lastIndexOf('/', at - 1), address.lastIndexOf('\\', at - 1)) + 1
      const rest = address.slice(last, end).search(/[/\\]|$/)
      const parts = address.slice(from, last + rest).split(/[/\\]/)
      if (parts.some((part) => DOTS.test(part.replaceAll(REMOVED, '')))) return index
    }
    at += text.length
  }
  return undefined
}
