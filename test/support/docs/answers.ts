import { isRecord } from '../../../src/lib/json/is-record.ts'

/** Where it stands in a shown answer, anything may stand in the real one. */
const GAP = '…'

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Whether a text is the shown one, in which a gap is any text, and a line with nothing but a gap any lines. */
export const matchesText = (shown: string, real: string): boolean => {
  const source = escapePattern(shown)
    .replaceAll(/(^|\n) *…\n/g, '$1(?:[\\s\\S]*\\n)?')
    .replaceAll(GAP, '[\\s\\S]*?')
  return new RegExp(`^${source}$`).test(real)
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|…|[^\s"{}[\]:,…]+/g

const needsComma = (previous: string, next: string): boolean =>
  !'{[:'.includes(previous) && !'}]:'.includes(next)

/**
 * Reads JSON in which gaps may stand for members, items, values or parts of strings.
 * Commas are ignored, so that a gap may stand on a line of its own.
 */
export const parseShown = (text: string): unknown => {
  const open: string[] = []
  const tokens = [...text.matchAll(token)].map(([each]) => each).filter((each) => each !== ',')
  const parts = tokens.map((each, index) => {
    const previous = tokens[index - 1] ?? '{'
    if (each === '{' || each === '[') open.push(each)
    if (each === '}' || each === ']') open.pop()
    const isMember = open.at(-1) === '{' && previous !== ':'
    const value = each === GAP ? `"${GAP}"${isMember ? ':0' : ''}` : each
    return needsComma(previous, each) ? `,${value}` : value
  })
  return JSON.parse(parts.join(''))
}

const matchesItems = (shown: readonly unknown[], real: readonly unknown[]): boolean => {
  const [first, ...others] = shown
  if (shown.length === 0) return real.length === 0
  if (first === GAP) {
    return matchesItems(others, real) || (real.length > 0 && matchesItems(shown, real.slice(1)))
  }
  return real.length > 0 && matchesValue(first, real[0]) && matchesItems(others, real.slice(1))
}

/** Whether a value is the shown one but for its gaps. */
export const matchesValue = (shown: unknown, real: unknown): boolean => {
  if (shown === GAP) return true
  if (typeof shown === 'string') return typeof real === 'string' && matchesText(shown, real)
  if (Array.isArray(shown)) return Array.isArray(real) && matchesItems(shown, real)
  if (!isRecord(shown)) return Object.is(shown, real)
  if (!isRecord(real)) return false
  const { [GAP]: gap, ...members } = shown
  return (
    Object.entries(members).every(
      ([key, value]) => Object.hasOwn(real, key) && matchesValue(value, real[key]),
    ) &&
    (gap !== undefined || Object.keys(real).every((key) => Object.hasOwn(members, key)))
  )
}
