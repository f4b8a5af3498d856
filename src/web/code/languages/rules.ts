export type TokenKind =
  | 'plain'
  | 'keyword'
  | 'string'
  | 'number'
  | 'function'
  | 'name'
  | 'property'
  | 'comment'
  | 'brace'
  | 'bracket'

/** A part of code: where its pattern matches, it is of its kind. The first rule that matches counts. */
export interface Rule {
  readonly kind: TokenKind
  readonly pattern: RegExp
  /** Only where a value may begin, as a regular expression does. */
  readonly isValue?: boolean
}

export const BRACKET: Rule = { kind: 'bracket', pattern: /[()[\]{}]/y }
export const SPACE: Rule = { kind: 'plain', pattern: /\s+/y }
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\.)*"?/y
const SINGLE_QUOTED = /'(?:[^'\\\n]|\\.)*'?/y
export const BLOCK_COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y

/** JSONata, in which a text may go over several lines. */
export const expressionRules: readonly Rule[] = [
  SPACE,
  { kind: 'comment', pattern: BLOCK_COMMENT },
  { kind: 'string', pattern: /"(?:[^"\\]|\\[\s\S])*"?/y },
  { kind: 'string', pattern: /'(?:[^'\\]|\\[\s\S])*'?/y },
  { kind: 'number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y },
  { kind: 'function', pattern: /\$[A-Za-z_]\w*/y },
  { kind: 'name', pattern: /\$\$?/y },
  { kind: 'property', pattern: /`[^`]*`?/y },
  { kind: 'keyword', pattern: /(?:and|or|in|function|true|false|null)\b/y },
  { kind: 'name', pattern: /(?<!\.)(?:input|nodes|params|execution|loop)\b/y },
  { kind: 'property', pattern: /[\p{L}_][\p{L}\p{N}_]*/uy },
  BRACKET,
]

const KEYWORD =
  /(?:async|await|break|case|catch|class|const|continue|default|delete|do|else|extends|finally|for|from|function|if|in|instanceof|let|new|of|return|static|super|switch|this|throw|try|typeof|var|void|while|yield)(?![\w$])/y

const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+n?|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?n?)/y

/** Enough of JavaScript to colour the code of a node. */
export const javascriptRules: readonly Rule[] = [
  SPACE,
  { kind: 'comment', pattern: /\/\/.*/y },
  { kind: 'comment', pattern: BLOCK_COMMENT },
  { kind: 'string', pattern: DOUBLE_QUOTED },
  { kind: 'string', pattern: SINGLE_QUOTED },
  { kind: 'string', pattern: /`(?:[^`\\]|\\[\s\S])*`?/y },
  {
    kind: 'string',
    pattern: /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
    isValue: true,
  },
  { kind: 'number', pattern: NUMBER },
  { kind: 'property', pattern: /(?<=\.\s*)[\p{ID_Start}_$][\p{ID_Continue}$]*/uy },
  { kind: 'keyword', pattern: KEYWORD },
  { kind: 'number', pattern: /(?:true|false|null|undefined|NaN|Infinity)(?![\w$])/y },
  { kind: 'name', pattern: /(?:input|nodes|params|execution|loop|\$vars|console)(?![\w$])/y },
  { kind: 'function', pattern: /[\p{ID_Start}_$][\p{ID_Continue}$]*(?=\s*\()/uy },
  { kind: 'property', pattern: /[\p{ID_Start}_$][\p{ID_Continue}$]*/uy },
  BRACKET,
]

/** JSON, with the names of members apart from the values. */
export const jsonRules: readonly Rule[] = [
  SPACE,
  { kind: 'property', pattern: /"(?:[^"\\\n]|\\.)*"(?=\s*:)/y },
  { kind: 'string', pattern: DOUBLE_QUOTED },
  { kind: 'number', pattern: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?:true|false|null)\b/y },
  BRACKET,
]
