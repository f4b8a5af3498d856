import type { loadIntl } from './intl.ts'
import type { Ask } from './types.ts'

/** The methods of built-in values that depend on a locale, such as `toLocaleString`. */
export const loadLocaleMethods = (ask: Ask, load: (part: 'intl') => ReturnType<typeof loadIntl>) => {
  const { pack } = load('intl')

  /** Digits before letters, letters by the alphabet, the syllables of Hangul last; 0 for any other character. */
  const rankOf = (code: number): number => {
    if (code >= 48 && code <= 57) return code
    if (code >= 65 && code <= 90) return code + 32
    if (code >= 97 && code <= 122) return code
    return code >= 0xac00 && code <= 0xd7a3 ? code : 0
  }

  /** The order in English, for texts of letters and digits only; `undefined` for any others. The host would be slow. */
  const compareSimple = (a: string, b: string): number | undefined => {
    let order = 0
    let lowerFirst = 0
    for (let at = 0; at < a.length || at < b.length; at++) {
      const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
      const [leftRank, rightRank] = [rankOf(left), rankOf(right)]
      if ((leftRank === 0 && at < a.length) || (rightRank === 0 && at < b.length)) return undefined
      order ||= Math.sign(leftRank - rightRank)
      lowerFirst ||= Math.sign(right - left)
    }
    return order || lowerFirst
  }

  const localeCompare = (text: string, [other, locales, options]: readonly unknown[]): number => {
    const known = locales === undefined && options === undefined ? compareSimple(text, `${other}`) : undefined
    return (
      known ??
      ask('intl', { type: 'Collator', locales, options, method: 'compare', values: [text, `${other}`] })
    )
  }

  const toLocaleCase = (name: string, text: string, [locales]: readonly unknown[]): string => {
    if (locales !== undefined) return ask('locale-case', { name, text, locales })
    return name === 'toLocaleUpperCase' ? text.toUpperCase() : text.toLowerCase()
  }

  const toText = (item: unknown, given: readonly unknown[]): unknown =>
    item === null || item === undefined ? '' : Reflect.apply(Object(item).toLocaleString, item, given)

  return function callLocaleMethod(this: unknown, name: string, given: readonly unknown[]): unknown {
    if (this === null || this === undefined) throw new TypeError(`${name} needs a value`)
    if (name === 'localeCompare') return localeCompare(`${this}`, given)
    if (name.endsWith('Case')) return toLocaleCase(name, `${this}`, given)
    const [locales, options] = given
    if (Array.isArray(this) || ArrayBuffer.isView(this)) {
      const items: readonly unknown[] = Array.from(this as unknown as ArrayLike<unknown>)
      return items.map((each) => toText(each, given)).join(',')
    }
    const value = pack(this instanceof Date ? this : this.valueOf())
    return ask('to-locale', { name, isDate: this instanceof Date, value, locales, options })
  }
}
