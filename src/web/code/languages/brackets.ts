import type { Token } from './tokens.ts'

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The index of the bracket before the caret, or else of the one behind it. */
const touchedBracket = (tokens: readonly Token[], caret: number): number => {
  let end = 0
  let found = -1
  for (const [index, { kind, text }] of tokens.entries()) {
    const start = end
    end += text.length
    if (start > caret) break
    if (kind === 'bracket' && (end === caret || (start === caret && found < 0))) found = index
  }
  return found
}

/** The index of the bracket at which all that were opened since `from` are closed; searched backwards from a closing one. */
const partnerOf = (tokens: readonly Token[], from: number): number => {
  const step = PAIRS[tokens[from]?.text ?? ''] === undefined ? -1 : 1
  let depth = 0
  for (let index = from; index >= 0 && index < tokens.length; index += step) {
    const token = tokens[index]
    if (token?.kind !== 'bracket') continue
    depth += PAIRS[token.text] === undefined ? -step : step
    if (depth === 0) return index
  }
  return -1
}

/** The indexes of the bracket that the caret touches and of its partner. */
export const matchingBrackets = (
  tokens: readonly Token[],
  caret: number,
): readonly [number, number] | undefined => {
  const touched = touchedBracket(tokens, caret)
  if (touched < 0) return undefined
  const partner = partnerOf(tokens, touched)
  const open = tokens[Math.min(touched, partner)]
  const close = tokens[Math.max(touched, partner)]
  return partner >= 0 && PAIRS[open?.text ?? ''] === close?.text ? [touched, partner] : undefined
}
