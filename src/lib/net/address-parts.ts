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
