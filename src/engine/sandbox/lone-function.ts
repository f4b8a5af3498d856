import { tokensOf } from './tokens.ts'

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' }

/** Whether code only defines a function that nothing calls, as that of other programs does; `false` if that is not clear. */
export const isLoneFunction = (code: string): boolean => {
  const tokens = tokensOf(code)
  if (!tokens) return false
  const start = tokens[0] === 'async' ? 1 : 0
  const end = tokens[start] === 'function' ? endOfFunction(tokens, start + 1) : endOfArrow(tokens, start)
  return end !== undefined && tokens.slice(end).every((token) => token === ';')
}

const endOfFunction = (tokens: readonly string[], afterWord: number): number | undefined => {
  const body = endOfGroup(tokens, tokens.indexOf('(', afterWord))
  return body === undefined || tokens[body] !== '{' ? undefined : endOfGroup(tokens, body)
}

const endOfArrow = (tokens: readonly string[], start: number): number | undefined => {
  const arrow = tokens[start] === '(' ? endOfGroup(tokens, start) : start + 1
  if (arrow === undefined || tokens[arrow] !== '=>') return undefined
  if (tokens[arrow + 1] === '{') return endOfGroup(tokens, arrow + 1)
  const end = tokens.indexOf(';', arrow)
  return end === -1 ? tokens.length : end
}

/** The place after the bracket that closes the one at `start`. */
const endOfGroup = (tokens: readonly string[], start: number): number | undefined => {
  const open: string[] = []
  for (let at = start; at >= 0 && at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    const closing = CLOSING[token]
    if (closing !== undefined) open.push(closing)
    else if (token === open.at(-1)) open.pop()
    if (open.length === 0) return at + 1
  }
  return undefined
}
