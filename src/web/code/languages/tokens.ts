import type { CodeLanguage } from '../code-source.ts'
import { expressionRules, javascriptRules, jsonRules, type Rule, type TokenKind } from './rules.ts'
import { sqlRules } from './sql-rules.ts'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const rulesOf: Readonly<Record<Exclude<CodeLanguage, 'template'>, readonly Rule[]>> = {
  jsonata: expressionRules,
  javascript: javascriptRules,
  json: jsonRules,
  sql: sqlRules,
}

/** What may stand before a slash that divides; after everything else it begins a regular expression. */
const isOperand = ({ kind, text }: Token): boolean =>
  kind === 'string' || (kind !== 'keyword' && /[\p{L}\p{N}_$)\]}]$/u.test(text))

const tokenAt = (text: string, at: number, rules: readonly Rule[], isAfterOperand: boolean): Token => {
  for (const { pattern, kind, isValue } of rules) {
    if (isValue && isAfterOperand) continue
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found) return { kind, text: found }
  }
  return { kind: 'plain', text: String.fromCodePoint(text.codePointAt(at) ?? 0) }
}

const codeTokens = (text: string, rules: readonly Rule[]): Token[] => {
  const tokens: Token[] = []
  let operand: Token | undefined
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at, rules, operand !== undefined && isOperand(operand))
    at += token.text.length
    tokens.push(token)
    if (token.kind !== 'comment' && token.text.trim() !== '') operand = token
  }
  return tokens
}

/** Text in which `{{ }}` holds expressions. */
const templateTokens = (text: string): Token[] =>
  text.split(/(\{\{[\s\S]*?(?:\}\}|$))/).flatMap((part, index): Token[] => {
    if (part === '') return []
    if (index % 2 === 0) return [{ kind: 'plain', text: part }]
    const isClosed = part.endsWith('}}')
    const inner = codeTokens(part.slice(2, isClosed ? -2 : undefined), expressionRules)
    return [
      { kind: 'brace', text: '{{' },
      ...inner,
      ...(isClosed ? [{ kind: 'brace', text: '}}' } as const] : []),
    ]
  })

/** Splits code into coloured parts, whose texts together are the code. */
export const tokensOf = (text: string, language: CodeLanguage): readonly Token[] =>
  language === 'template' ? templateTokens(text) : codeTokens(text, rulesOf[language])
