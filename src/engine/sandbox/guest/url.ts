import type { Ask } from './types.ts'

/** `URL` and `URLSearchParams`; the host parses and writes them. */
export const loadUrl = (ask: Ask) => {
  type Pair = [name: string, value: string]
  interface Address {
    readonly href: string
    readonly [part: string]: string
  }

  /** For the one URL whose search parameters they are. */
  const changed = Symbol('changed')
  const reread = Symbol('reread')

  const toPairs = (source: unknown): Pair[] => {
    if (source === undefined || source === null) return []
    if (typeof source !== 'object' && typeof source !== 'function') {
      return ask<Pair[]>('query-pairs', `${source}`.replace(/^\?/, ''))
    }
    if (!(Symbol.iterator in source)) return Object.entries(source).map(([name, value]) => [name, `${value}`])
    return [...(source as Iterable<Iterable<unknown>>)].map((pair): Pair => {
      const [name, value, ...others] = [...pair]
      if (value === undefined || others.length > 0) {
        throw new TypeError('URLSearchParams needs pairs of a name and a value')
      }
      return [`${name}`, `${value}`]
    })
  }

  class URLSearchParams {
    #pairs: Pair[];
    [changed]?: (text: string) => void

    constructor(source?: unknown) {
      this.#pairs = toPairs(source)
    }

    get size() {
      return this.#pairs.length
    }

    [reread](query: string) {
      this.#pairs = toPairs(query)
    }

    append(name: unknown, value: unknown) {
      this.#set([...this.#pairs, [`${name}`, `${value}`]])
    }

    delete(name: unknown, value?: unknown) {
      this.#set(this.#pairs.filter((pair) => !matches(pair, name, value)))
    }

    get(name: unknown) {
      return this.#pairs.find((pair) => matches(pair, name))?.[1] ?? null
    }

    getAll(name: unknown) {
      return this.#pairs.filter((pair) => matches(pair, name)).map(([, value]) => value)
    }

    has(name: unknown, value?: unknown) {
      return this.#pairs.some((pair) => matches(pair, name, value))
    }

    set(name: unknown, value: unknown) {
      const index = this.#pairs.findIndex((pair) => matches(pair, name))
      if (index < 0) {
        this.append(name, value)
        return
      }
      const others = this.#pairs.filter((pair, at) => at <= index || !matches(pair, name))
      others[index] = [`${name}`, `${value}`]
      this.#set(others)
    }

    sort() {
      this.#set(this.#pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))))
    }

    forEach(callback: (value: string, name: string, parameters: URLSearchParams) => unknown, self?: unknown) {
      for (const [name, value] of this.#pairs) callback.call(self, value, name, this)
    }

    *entries(): Generator<Pair> {
      for (const [name, value] of this.#pairs) yield [name, value]
    }

    *keys() {
      for (const [name] of this.#pairs) yield name
    }

    *values() {
      for (const [, value] of this.#pairs) yield value
    }

    [Symbol.iterator]() {
      return this.entries()
    }

    toString() {
      return ask<string>('query-text', this.#pairs)
    }

    #set(pairs: Pair[]) {
      this.#pairs = pairs
      this[changed]?.(this.toString())
    }
  }

  const matches = ([name, value]: Pair, wantedName: unknown, wantedValue?: unknown) =>
    name === `${wantedName}` && (wantedValue === undefined || value === `${wantedValue}`)

  class URL {
    #address: Address
    #parameters: URLSearchParams | undefined

    constructor(address: unknown, base?: unknown) {
      this.#address = ask<Address>('url', {
        url: `${address}`,
        ...(base !== undefined && { base: `${base}` }),
      })
    }

    static canParse(...given: [address: unknown, base?: unknown]) {
      return URL.parse(...given) !== null
    }

    static parse(...given: [address: unknown, base?: unknown]) {
      try {
        return new URL(...given)
      } catch {
        return null
      }
    }

    get searchParams() {
      if (!this.#parameters) {
        const parameters = new URLSearchParams(this.#address.search)
        parameters[changed] = (text) => this.#change('search', text)
        this.#parameters = parameters
      }
      return this.#parameters
    }

    part(name: string) {
      return this.#address[name]
    }

    setPart(name: string, value: unknown) {
      this.#change(name, `${value}`)
      if (name === 'search' || name === 'href') this.#parameters?.[reread](this.#address.search ?? '')
    }

    toString() {
      return this.#address.href
    }

    toJSON() {
      return this.#address.href
    }

    #change(name: string, value: string) {
      this.#address = ask<Address>('url-with', { url: this.#address.href, name, value })
    }
  }

  const { part, setPart } = URL.prototype
  const parts = [
    'href',
    'protocol',
    'username',
    'password',
    'host',
    'hostname',
    'port',
    'pathname',
    'search',
    'hash',
  ]
  for (const name of parts) {
    Object.defineProperty(URL.prototype, name, {
      configurable: true,
      enumerable: true,
      get() {
        return part.call(this, name)
      },
      set(value: unknown) {
        setPart.call(this, name, value)
      },
    })
  }
  Object.defineProperty(URL.prototype, 'origin', {
    configurable: true,
    enumerable: true,
    get() {
      return part.call(this, 'origin')
    },
  })
  Reflect.deleteProperty(URL.prototype, 'part')
  Reflect.deleteProperty(URL.prototype, 'setPart')

  return { URL, URLSearchParams }
}
