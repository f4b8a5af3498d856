import { literalEnd } from './template-scanner.ts'

/**
 * How many `?:` and `??` have some part of an expression on their left, in brackets in brackets: `((a ?? b) ?? c)` has 2.
 * JSONata copies what is on the left, and with each of them what has been copied before.
 */
export const defaultDepth = (source: string): number => {
  const levels: Level[] = [{ depth: 0, isDefaulted: false }]
  let deepest = 0
  // From the end, so that what follows a bracket is known when it comes.
  for (const token of tokensOf(source).reverse()) {
    const level = levels.at(-1) ?? { depth: 0, isDefaulted: false }
    if (token === '?') level.isDefaulted = true
    else if (token === ',') level.isDefaulted = false
    const depth = level.depth + (level.isDefaulted ? 1 : 0)
    deepest = Math.max(deepest, depth)
    if (token === ')') levels.push({ depth, isDefaulted: false })
    else if (token === '(') levels.pop()
  }
  return deepest
}

interface Level {
  readonly depth: number
  /** What comes now, further left, is on the left of `?:` or `??`. */
  isDefaulted: boolean
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
