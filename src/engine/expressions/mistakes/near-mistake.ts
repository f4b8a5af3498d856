/** What to write instead, by the text up to the mistake; the first that fits counts. */
const PATTERNS: readonly (readonly [before: RegExp, advice: string])[] = [
  [/^\s*=$/, 'an expression begins without ='],
  [/\^\s*\S$/, 'use $power(base, exponent)'],
  [/\d{4}-\d{2}(?:-\d{2})?$/, 'dates go in quotes'],
  [/\.\d+$/, 'a list has its items in brackets, as in input.items[0]; numbers have one decimal point'],
  [/\[[^\][]*:$/, 'part of a list is input.items[[0..1]]'],
  [/\d,$/, 'numbers have a decimal point; several values go in [ … ]'],
  [/["\p{L}\d_`]\s*:$/u, 'objects are { "name": value }'],
  [/\.\s*@$/, 'names with other characters go in backticks, as in input.`@id`'],
  [/\.\.$/, 'a single . reaches a field, and ** every field below; ranges are [1..5]'],
  [/\$\p{ID_Continue}+\s+\S+$/u, 'arguments of a function go in ( … )'],
  [
    /[\p{L}\d_"'`)\]]\s+(?:\p{ID_Start}\S*|"[^"]*"|'[^']*')$/u,
    'an operator is missing before it; names with spaces go in backticks, as in input.`first name`',
  ],
  [/[≠≤≥×÷＝“”‘’]$/u, 'operators are = != < <= > >= + - * /, and texts go in plain quotes'],
]

/** @param before the text up to the end of what cannot stand there */
export const nearMistake = (before: string): string | undefined =>
  PATTERNS.find(([pattern]) => pattern.test(before.slice(-200)))?.[1]
