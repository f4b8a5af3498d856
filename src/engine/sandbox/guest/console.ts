import type { Ask } from './types.ts'

/** `console`, whose lines the host keeps. */
export const loadConsole = (ask: Ask) => {
  /** Characters of one line; the host keeps fewer of all lines together, as set. */
  const MAX_LINE = 20_000
  const MAX_DEPTH = 6
  const MAX_ITEMS = 100

  const quoted = (text: string) =>
    text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\n', '\\n')}'`

  const classOf = (value: object): string => {
    const { constructor } = Object.getPrototypeOf(value) ?? {}
    return typeof constructor === 'function' && constructor.name !== 'Object' ? `${constructor.name} ` : ''
  }

  const nameOf = (key: string) => (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : quoted(key))

  /** As text, and whether there is room left for more. */
  class Writer {
    #left = MAX_LINE
    readonly #open: object[] = []

    inspect(value: unknown): string {
      const text = this.#inspect(value)
      this.#left -= text.length
      return text
    }

    #inspect(value: unknown): string {
      switch (typeof value) {
        case 'string':
          return quoted(value.slice(0, MAX_LINE))
        case 'bigint':
          return `${value}n`
        case 'function':
          return `[Function: ${value.name || '(anonymous)'}]`
        case 'object':
          return value === null ? 'null' : this.#object(value)
        default:
          return Object.is(value, -0) ? '-0' : String(value)
      }
    }

    #object(value: object): string {
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
      if (value instanceof RegExp) return String(value)
      if (value instanceof Promise) return 'Promise {}'
      if (this.#open.includes(value)) return '[Circular]'
      if (this.#open.length >= MAX_DEPTH || this.#left <= 0)
        return Array.isArray(value) ? '[Array]' : '[Object]'
      this.#open.push(value)
      try {
        return this.#content(value)
      } finally {
        this.#open.pop()
      }
    }

    #error(error: Error): string {
      const names = ['cause', 'errors'].filter(
        (name) => Object.hasOwn(error, name) && !Object.keys(error).includes(name),
      )
      const fields = [
        ...Object.keys(error).map((key) => `${nameOf(key)}: ${this.inspect(Reflect.get(error, key))}`),
        ...names.map((name) => `[${name}]: ${this.inspect(Reflect.get(error, name))}`),
      ]
      const text = error.stack ? `${error}\n${error.stack}`.trimEnd() : String(error)
      return fields.length === 0 ? text : `${text} { ${fields.join(', ')} }`
    }

    #content(value: object): string {
      if (value instanceof Error) return this.#error(value)
      if (Array.isArray(value)) return this.#list('[', value.length, value, (each) => this.inspect(each), ']')
      if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
        const items = value as unknown as ArrayLike<unknown> & Iterable<unknown>
        return `${classOf(value)}${this.#list('[', items.length, items, (each) => this.inspect(each), ']')}`
      }
      if (value instanceof Map) {
        const pair = ([key, each]: [unknown, unknown]) => `${this.inspect(key)} => ${this.inspect(each)}`
        return `Map(${value.size}) ${this.#list('{', value.size, value, pair, '}')}`
      }
      if (value instanceof Set) {
        return `Set(${value.size}) ${this.#list('{', value.size, value, (each) => this.inspect(each), '}')}`
      }
      const keys = Object.keys(value)
      const field = (key: string) => `${nameOf(key)}: ${this.inspect(Reflect.get(value, key))}`
      return `${classOf(value)}${this.#list('{', keys.length, keys, field, '}')}`
    }

    #list<T>(
      open: string,
      size: number,
      items: Iterable<T>,
      write: (item: T) => string,
      close: string,
    ): string {
      if (size === 0) return open + close
      const texts: string[] = []
      for (const item of items) {
        if (texts.length === MAX_ITEMS || this.#left <= 0) break
        texts.push(write(item))
      }
      if (texts.length < size) texts.push(`… ${size - texts.length} more`)
      return `${open} ${texts.join(', ')} ${close}`
    }
  }

  const show = (value: unknown, writer: Writer) => (typeof value === 'string' ? value : writer.inspect(value))

  const convert: Readonly<Record<string, (value: unknown, writer: Writer) => string>> = {
    s: (value, writer) => (typeof value === 'object' ? writer.inspect(value) : String(value)),
    d: (value) => String(Number(value)),
    i: (value) => String(Number.parseInt(String(value), 10)),
    f: (value) => String(Number.parseFloat(String(value))),
    j: (value) => JSON.stringify(value) ?? 'undefined',
    o: (value, writer) => writer.inspect(value),
    O: (value, writer) => writer.inspect(value),
    c: () => '',
  }

  const format = (values: readonly unknown[]): string => {
    const writer = new Writer()
    const [first, ...rest] = values
    if (typeof first !== 'string') return values.map((value) => show(value, writer)).join(' ')
    const text = first.replace(/%([sdifjoOc%])/g, (match, kind: string) => {
      if (kind === '%') return rest.length > 0 ? '%' : match
      return rest.length === 0 ? match : (convert[kind]?.(rest.shift(), writer) ?? match)
    })
    return [text, ...rest.map((value) => show(value, writer))].join(' ')
  }

  /** Stacks, also those that are in a text, with the lines of the code alone. */
  const withoutInternals = (text: string) =>
    text
      .replace(/^(?: *at [^\n]*\(scriptd:[\w-]+:\d+:\d+\)\n)+/, '')
      .replace(/\n? *at [^\n]*\(scriptd:[\w-]+:\d+:\d+\)/g, '')
      // The head of the function that wraps the code takes a line before its first.
      .replace(/( at [^\n]*\()code:(\d+):\d+\)/g, (_, head, line) => `${head}line ${Number(line) - 1})`)

  let indent = ''
  let isFull = false
  const counts = new Map<string, number>()
  const times = new Map<string, number>()

  const write = (level: string, values: readonly unknown[]) => {
    if (isFull) return
    const text = withoutInternals(format(values)).slice(0, MAX_LINE)
    isFull = ask<boolean>('log', {
      level,
      text: (indent && indent + text.replaceAll('\n', `\n${indent}`)) || text,
    })
  }

  const elapsed = (label: string) => `${label}: ${Date.now() - (times.get(label) ?? Date.now())} ms`

  const console = {
    log: (...values: unknown[]) => write('info', values),
    info: (...values: unknown[]) => write('info', values),
    debug: (...values: unknown[]) => write('debug', values),
    warn: (...values: unknown[]) => write('warn', values),
    error: (...values: unknown[]) => write('error', values),
    trace: (...values: unknown[]) => write('debug', values),
    dir: (value: unknown) => write('info', [value]),
    dirxml: (...values: unknown[]) => write('info', values),
    table: (value: unknown) => write('info', [value]),
    assert: (condition?: unknown, ...values: unknown[]) => {
      if (!condition) write('error', ['Assertion failed', ...values])
    },
    group(...values: unknown[]) {
      if (values.length > 0) write('info', values)
      if (indent.length < 40) indent += '  '
    },
    groupCollapsed: (...values: unknown[]) => console.group(...values),
    groupEnd: () => {
      indent = indent.slice(2)
    },
    count(label = 'default') {
      const count = (counts.get(label) ?? 0) + 1
      counts.set(label, count)
      write('info', [`${label}: ${count}`])
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void times.set(label, Date.now()),
    timeLog: (label = 'default', ...values: unknown[]) => write('info', [elapsed(label), ...values]),
    timeEnd(label = 'default') {
      write('info', [elapsed(label)])
      times.delete(label)
    },
    clear: () => {},
  }

  return { console }
}
