import type { loadLocaleMethods } from './locale-methods.ts'
import type { loadResult } from './result.ts'
import type { loadTimers } from './timers.ts'
import type { Ask, HostFunction } from './types.ts'

/** The parts that this one uses. */
interface Parts {
  readonly 'locale-methods': ReturnType<typeof loadLocaleMethods>
  readonly result: ReturnType<typeof loadResult>
  readonly timers: ReturnType<typeof loadTimers>
}

/** Loads a part, once. */
type LoadPart = <Part extends keyof Parts>(part: Part) => Parts[Part]

/**
 * Runs in the interpreter before the caller's code, in its own words: as the text of a function, so it can use nothing
 * around it. It takes the built-ins that it needs before that code can change them. Whatever else is provided is loaded
 * when it is first used.
 *
 * @param provided JSON text of an object that names the globals of each part
 */
export const bootGuest = (host: HostFunction, provided: string) => {
  const { parse, stringify } = JSON
  const { defineProperty, getPrototypeOf, prototype: objectPrototype } = Object
  const arrayPrototype = Array.prototype
  const { get } = Reflect
  const bigIntText = BigInt.prototype.toString
  const errors: Readonly<Record<string, ErrorConstructor>> = { RangeError, SyntaxError, TypeError }
  const OtherError = Error
  const loaded: Record<string, object> = { __proto__: null as never }

  const define = (owner: object, name: PropertyKey, value: unknown) =>
    defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: false })

  const ask: Ask = (operation, argument, ...bytes) => {
    const answer = host(operation, stringify(argument) ?? 'null', ...bytes)
    if (typeof answer !== 'string') return answer
    const { value, error } = parse(answer)
    if (!error) return value
    const thrown = new (errors[error.name] ?? OtherError)(error.message)
    if (thrown.name !== error.name) define(thrown, 'name', error.name)
    throw thrown
  }

  // Guarantee: the host answers with the text of that part.
  const load = ((part: string) => {
    loaded[part] ??= (host('load', part) as (ask: Ask, load: unknown) => object)(ask, load)
    return loaded[part]
  }) as LoadPart

  const provide = (part: string, name: string) =>
    defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get() {
        const value: unknown = get(load(part as keyof Parts), name)
        define(globalThis, name, value)
        return value
      },
      set: (value: unknown) => define(globalThis, name, value),
    })

  for (const [part, names] of Object.entries<string[]>(parse(provided))) {
    for (const name of names) provide(part, name)
  }

  const localized: readonly (readonly [owner: object, names: readonly string[]])[] = [
    [Number.prototype, ['toLocaleString']],
    [BigInt.prototype, ['toLocaleString']],
    [Date.prototype, ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']],
    [String.prototype, ['localeCompare', 'toLocaleUpperCase', 'toLocaleLowerCase']],
    [Array.prototype, ['toLocaleString']],
    [getPrototypeOf(Uint8Array.prototype), ['toLocaleString']],
  ]
  for (const [owner, names] of localized) {
    for (const name of names) {
      const method = {
        [name](this: unknown, ...given: unknown[]) {
          return load('locale-methods').call(this, name, given)
        },
      }[name]
      define(owner, name, method)
    }
  }

  define(BigInt.prototype, 'toJSON', function toJSON(this: bigint) {
    return bigIntText.call(this)
  })

  const isPlain = (value: object) => {
    const prototype = getPrototypeOf(value)
    return prototype === objectPrototype || prototype === arrayPrototype || prototype === null
  }

  /** Most values are plain, and need nothing that is to be loaded. */
  const encode = (root: unknown) =>
    stringify(root, function replace(this: object, key: string, value: unknown) {
      const kind = typeof value
      if (kind !== 'object' && kind !== 'function' && kind !== 'symbol') return value
      if (kind === 'object' && (value === null || isPlain(value as object))) return value
      const holder = value === root && key === '' ? undefined : this
      return load('result').toPlain(value, { root, holder, key })
    }) ?? 'null'

  return {
    start(body: (...values: unknown[]) => unknown, text: string) {
      const { input, nodes = {}, params, execution, loop, $vars } = parse(text)
      define(globalThis, 'execution', execution)
      define(globalThis, 'loop', loop)
      define(globalThis, '$vars', $vars)
      return body(input, nodes, params)
    },
    encode,
    /** What an error has as its cause, and as its errors, in words. */
    reasons: (error: unknown) => load('result').reasonsOf(error),
    /** Milliseconds until the next timer; -1 without one. */
    untilTimer: () => (loaded.timers ? load('timers').untilNext() : -1),
    runTimer: () => load('timers').runNext(),
    /** Throws when there is no room for so many bytes. */
    reserve: (bytes: number) => void new ArrayBuffer(bytes),
  }
}
