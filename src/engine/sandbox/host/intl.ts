import { field, type HostOperations, textField } from './types.ts'

/** So that neither the server's language nor its version changes what a script computes. */
const DEFAULT_LOCALE = 'en-US'
/** Characters of all that is given at once, as JSON. */
const MAX_LENGTH = 100_000
const MAX_LOCALES = 10

/** What of `Intl` can be used, by type. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  NumberFormat: ['format', 'formatToParts', 'formatRange', 'resolvedOptions'],
  DateTimeFormat: ['format', 'formatToParts', 'formatRange', 'resolvedOptions'],
  PluralRules: ['select', 'resolvedOptions'],
  RelativeTimeFormat: ['format', 'formatToParts', 'resolvedOptions'],
  ListFormat: ['format', 'formatToParts', 'resolvedOptions'],
  Collator: ['compare', 'resolvedOptions'],
  DisplayNames: ['of', 'resolvedOptions'],
}

const VALUE_METHODS = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']
const CASE_METHODS = ['toLocaleUpperCase', 'toLocaleLowerCase']

const localesOf = (argument: unknown): string[] => {
  const locales = field(argument, 'locales') ?? DEFAULT_LOCALE
  const list = (Array.isArray(locales) ? locales : [locales]).slice(0, MAX_LOCALES)
  if (!list.every((each) => typeof each === 'string'))
    throw new TypeError('a locale is a text such as "de-DE"')
  return list.length > 0 ? list : [DEFAULT_LOCALE]
}

/** Options are plain JSON; the built-ins check them themselves. */
const optionsOf = (argument: unknown): object | undefined => {
  const options = field(argument, 'options')
  return typeof options === 'object' && options !== null ? options : undefined
}

/** As the guest has packed it. */
const unpack = (value: unknown): unknown => {
  const number = field(value, 'number')
  const bigint = field(value, 'bigint')
  if (typeof number === 'string') return Number(number)
  if (typeof bigint === 'string') return BigInt(bigint)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : value
}

const checkLength = (argument: unknown) => {
  if (JSON.stringify(argument).length <= MAX_LENGTH) return
  throw new RangeError(`the value to format may have at most ${MAX_LENGTH} characters`)
}

type Formats = Readonly<Record<string, new (locales: string[], options?: object) => object>>

const typeOf = (argument: unknown): { readonly name: string; readonly Type: Formats[string] } => {
  const name = textField(argument, 'type')
  // Guarantee: each type with methods is one of these classes, which check their options and values.
  const Type = Object.hasOwn(METHODS, name) ? (Intl as unknown as Formats)[name] : undefined
  if (!Type) throw new TypeError('there is no such part of Intl')
  return { name, Type }
}

const format = (argument: unknown): unknown => {
  checkLength(argument)
  const { name, Type } = typeOf(argument)
  const method = textField(argument, 'method')
  const values = field(argument, 'values')
  if (!METHODS[name]?.includes(method)) throw new TypeError('there is no such method')
  const formatter = new Type(localesOf(argument), optionsOf(argument))
  const call: unknown = Reflect.get(formatter, method)
  if (typeof call !== 'function') throw new TypeError('there is no such method')
  return call.apply(formatter, Array.isArray(values) ? values.map(unpack) : [])
}

const toLocaleText = (argument: unknown): unknown => {
  checkLength(argument)
  const name = VALUE_METHODS.find((each) => each === textField(argument, 'name'))
  const value = unpack(field(argument, 'value'))
  const subject = field(argument, 'isDate') === true ? new Date(Number(value)) : value
  if (name === undefined || subject === undefined || subject === null)
    throw new TypeError('there is no such method')
  const call: unknown = Reflect.get(Object(subject), name)
  if (typeof call !== 'function') throw new TypeError('there is no such method')
  return call.call(subject, localesOf(argument), optionsOf(argument))
}

export const intlOperations: HostOperations = {
  intl: format,
  'to-locale': toLocaleText,

  'intl-locales': (argument) => {
    const supported: unknown = Reflect.get(typeOf(argument).Type, 'supportedLocalesOf')
    return typeof supported === 'function' ? supported(localesOf(argument)) : []
  },

  'locale-case': (argument) => {
    const name = CASE_METHODS.find((each) => each === textField(argument, 'name'))
    const given = textField(argument, 'text')
    return name === 'toLocaleUpperCase'
      ? given.toLocaleUpperCase(localesOf(argument))
      : given.toLocaleLowerCase(localesOf(argument))
  },
}
