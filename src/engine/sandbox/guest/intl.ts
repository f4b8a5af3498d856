import type { Ask } from './types.ts'

/** `Intl`: the host formats and compares. Without a locale it is US English. */
export const loadIntl = (ask: Ask) => {
  const methods: Readonly<Record<string, readonly string[]>> = {
    NumberFormat: ['format', 'formatToParts', 'formatRange'],
    DateTimeFormat: ['format', 'formatToParts', 'formatRange'],
    PluralRules: ['select'],
    RelativeTimeFormat: ['format', 'formatToParts'],
    ListFormat: ['format', 'formatToParts'],
    Collator: ['compare'],
    DisplayNames: ['of'],
  }

  /** What JSON has no form for, as an object with the name of its type. */
  const pack = (value: unknown): unknown => {
    if (typeof value === 'number' || typeof value === 'bigint') return { [typeof value]: String(value) }
    if (value instanceof Date) return { number: String(value.getTime()) }
    if (value === undefined || value === null || typeof value === 'string') return value
    if (typeof value === 'boolean') return value
    if (typeof value === 'object' && Symbol.iterator in value)
      return [...(value as Iterable<unknown>)].map(String)
    return String(value)
  }

  const make = (type: string) => {
    class Format {
      constructor(locales?: unknown, options?: unknown) {
        const given = { type, locales, options }
        const resolved = ask<object>('intl', { ...given, method: 'resolvedOptions', values: [] })
        Object.defineProperty(this, 'resolvedOptions', { value: () => ({ ...resolved }) })
        for (const method of methods[type] ?? []) {
          const call = (...values: unknown[]) => ask('intl', { ...given, method, values: values.map(pack) })
          Object.defineProperty(this, method, { value: call })
        }
      }

      static supportedLocalesOf(locales?: unknown) {
        return ask<string[]>('intl-locales', { type, locales })
      }
    }
    Object.defineProperty(Format, 'name', { value: type })
    Object.defineProperty(Format.prototype, Symbol.toStringTag, { value: `Intl.${type}` })
    /** Some of them may be called without `new`. */
    return new Proxy(Format, { apply: (target, _self, values) => Reflect.construct(target, values) })
  }

  const Intl = Object.fromEntries(Object.keys(methods).map((type) => [type, make(type)]))
  return { Intl, pack }
}
