import { literalEnd } from './template-scanner.ts'

/**
 * How deeply the left sides of `?:` and `??` are nested: 2 for `((a ?? b) ?? c)`. JSONata's parser copies each left side,
 * with the copies inside it, so the size of the tree is exponential in this number.
 */
export const coalescingDepth = (source: string): number => {
  const levels: Level[] = [{ depth: 0, isCopied: false }]
  let deepest = 0
  // From the end, since an operator follows the brackets that it copies.
  for (const token of tokensOf(source).reverse()) {
    const level = levels.at(-1) ?? { depth: 0, isCopied: false }
    if (token === '?') level.isCopied = true
    else if (token === ',') level.isCopied = false
    const depth = level.depth + (level.isCopied ? 1 : 0)
    deepest = Math.max(deepest, depth)
    if (token === ')') levels.push({ depth, isCopied: false })
    else if (token === '(') levels.pop()
  }
  return deepest
}

/** Characters that JSONata parses for a source, the copies included. */
export const parsedLength = (source: string): number =>
  source.includes('?') ? source.length * 2 ** coalescingDepth(source) : source.length

interface Level {
  readonly depth: number
  /** The tokens further left are on the left side of `?:` or `??`. */
  isCopied: boolean
}

/** Brackets of all kinds as `(` and `)`, separators as `,` and the two operators as `?`. */
const tokensOf = (source: string): string[] => {
  const tokens: string[] = []
  let previous = ''
  for (let at = 0; at < source.length; at++) {
    at = literalEnd(source, at, previous)
    const char = source.charAt(at)
    if ('([{'.includes(char)) tokens.push('(')
    else if (')]}'.includes(char)) tokens.push(')')
    else if (char === ',' || char === ';') tokens.push(',')
    else if (char === '?' && '?:'.includes(source.charAt(at + 1) || ' ')) tokens.push('?')
    if (char.trim() !== '') previous = char
  }
  return tokens
}
