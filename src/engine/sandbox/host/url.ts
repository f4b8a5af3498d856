import { field, type HostOperations, text, textField } from './types.ts'

/** A longer one would become more objects than there is memory for. */
const MAX_LENGTH = 1_000_000

const PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const
const SETTABLE = PARTS.filter((part) => part !== 'origin')

const checked = (given: string): string => {
  if (given.length > MAX_LENGTH) throw new TypeError(`a URL may have at most ${MAX_LENGTH} characters`)
  return given
}

const partsOf = (url: URL) => Object.fromEntries(PARTS.map((part) => [part, url[part]]))

const parse = (argument: unknown): URL => {
  const base = field(argument, 'base')
  const address = checked(textField(argument, 'url'))
  const url = URL.parse(address, base === undefined ? undefined : checked(text(base)))
  if (!url) throw new TypeError(`Invalid URL: ${address.slice(0, 200)}`)
  return url
}

const isPair = (pair: unknown): pair is [string, string] =>
  Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string')

export const urlOperations: HostOperations = {
  url: (argument) => partsOf(parse(argument)),

  /** The URL with another value for one of its parts. */
  'url-with': (argument) => {
    const url = parse(argument)
    const part = SETTABLE.find((each) => each === textField(argument, 'name'))
    if (part) url[part] = checked(textField(argument, 'value'))
    return partsOf(url)
  },

  'query-pairs': (argument) => [...new URLSearchParams(checked(text(argument)))],

  'query-text': (argument) =>
    new URLSearchParams(Array.isArray(argument) ? argument.filter(isPair) : []).toString(),
}
