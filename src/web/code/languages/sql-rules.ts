import { BLOCK_COMMENT, BRACKET, type Rule, SPACE } from './rules.ts'

const KEYWORD =
  /(?:all|and|any|as|asc|between|by|case|cast|collate|conflict|constraint|create|cross|default|delete|desc|distinct|do|drop|else|end|escape|except|exists|filter|for|from|full|group|having|in|inner|insert|intersect|into|is|join|lateral|left|like|limit|natural|not|nothing|nulls|offset|on|or|order|outer|over|partition|range|recursive|regexp|returning|right|row|rows|select|set|table|then|union|update|using|values|when|where|window|with)\b/iy

/** What SQLite and PostgreSQL have in common, enough to colour it. A quote in a text is doubled. */
export const sqlRules: readonly Rule[] = [
  SPACE,
  { kind: 'comment', pattern: /--.*/y },
  { kind: 'comment', pattern: BLOCK_COMMENT },
  { kind: 'string', pattern: /'(?:[^']|'')*'?/y },
  { kind: 'property', pattern: /"(?:[^"]|"")*"?/y },
  { kind: 'number', pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?:true|false|null)\b/iy },
  // Not the `::` of a cast.
  { kind: 'name', pattern: /(?<!:):[A-Za-z_]\w*/y },
  { kind: 'property', pattern: /(?<=\.)[\p{L}_][\p{L}\p{N}_$]*/uy },
  { kind: 'keyword', pattern: KEYWORD },
  { kind: 'function', pattern: /[\p{L}_][\p{L}\p{N}_$]*(?=\s*\()/uy },
  { kind: 'property', pattern: /[\p{L}_][\p{L}\p{N}_$]*/uy },
  BRACKET,
]
