/** A piece of a template: text as it stands, or the source between `{{` and `}}`. */
export type Segment = { readonly text: string } | { readonly expression: string }

/**
 * Splits a template at its `{{ … }}`. Braces in the strings, quoted names, comments, regular expressions and
 * objects of an expression do not end it. From a `{{` that nothing closes, the rest is text.
 */
export const splitTemplate = (template: string): Segment[] => {
  const segments: Segment[] = []
  let from = 0
  while (from < template.length) {
    const open = template.indexOf('{{', from)
    const close = open < 0 ? -1 : expressionEnd(template, open + 2)
    if (close < 0) {
      segments.push({ text: template.slice(from) })
      break
    }
    if (open > from) segments.push({ text: template.slice(from, open) })
    segments.push({ expression: template.slice(open + 2, close) })
    from = close + 2
  }
  return segments
}

/** Where the `}}` is that ends the expression beginning at `start`; -1 when there is none. */
const expressionEnd = (source: string, start: number): number => {
  let depth = 0
  let previous = ''
  for (let at = start; at < source.length; at++) {
    at = literalEnd(source, at, previous)
    const char = source.charAt(at)
    if (char === '{') depth++
    else if (char === '}' && depth > 0) depth--
    else if (char === '}' && source.charAt(at + 1) === '}') return at
    if (char.trim() !== '') previous = char
  }
  return -1
}

// JSONata has a division where an operand has just ended, and a regular expression after one of these.
const BEFORE_REGEX = '(,[{:;=>?'

/** The last character of the literal or comment that begins at `at`; `at` itself when none does. */
export const literalEnd = (source: string, at: number, previous: string): number => {
  const char = source.charAt(at)
  if (char === '"' || char === "'") return quoteEnd(source, at)
  if (char === '`') return endOr(source.length, source.indexOf('`', at + 1))
  if (char !== '/') return at
  if (source.charAt(at + 1) === '*') return endOr(source.length, source.indexOf('*/', at + 2) + 1)
  return BEFORE_REGEX.includes(previous) ? regexEnd(source, at) : at
}

const endOr = (whole: number, found: number): number => (found > 0 ? found : whole)

const quoteEnd = (source: string, start: number): number => {
  const quote = source.charAt(start)
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === '\\') at++
    else if (source.charAt(at) === quote) return at
  }
  return source.length
}

/** JSONata ends a regular expression at the first slash outside of any brackets. */
const regexEnd = (source: string, start: number): number => {
  let depth = 0
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '\\') at++
    else if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char)) depth--
    else if (char === '/' && depth === 0) return at
  }
  return source.length
}
