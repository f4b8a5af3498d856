/** `structuredClone`. */
export const loadClone = () => {
  const fail = (value: unknown): never => {
    const error = new Error(
      `${typeof value === 'symbol' ? 'a symbol' : `a ${typeof value}`} could not be cloned.`,
    )
    error.name = 'DataCloneError'
    throw error
  }

  const errors = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

  const cloneError = (error: Error): Error => {
    const Class = errors.find((each) => each.name === error.name) ?? Error
    const copy = new Class(error.message)
    Object.defineProperty(copy, 'stack', { value: error.stack, configurable: true, writable: true })
    return copy
  }

  const isOpaque = (value: object) =>
    [Promise, WeakMap, WeakSet, WeakRef, FinalizationRegistry].some((each) => value instanceof each)

  const structuredClone = (given: unknown) => {
    const copies = new Map<object, unknown>()

    const remember = <T>(value: object, copy: T): T => {
      copies.set(value, copy)
      return copy
    }

    const copyView = (view: ArrayBufferView): unknown => {
      const buffer = cloneObject(view.buffer)
      const length = view instanceof DataView ? view.byteLength : (view as Uint8Array).length
      const Class = view.constructor as new (buffer: unknown, offset: number, length: number) => unknown
      return new Class(buffer, view.byteOffset, length)
    }

    /** Copies of values that are not plain objects or lists; `undefined` for those. */
    const copyBuiltIn = (value: object): unknown => {
      if (value instanceof Date) return new Date(value.getTime())
      if (value instanceof RegExp) return new RegExp(value.source, value.flags)
      if (value instanceof ArrayBuffer) return value.slice(0)
      if (ArrayBuffer.isView(value)) return copyView(value)
      if (value instanceof Error) return cloneError(value)
      if (value instanceof Boolean || value instanceof Number || value instanceof String) {
        return Object(value.valueOf())
      }
      return undefined
    }

    const cloneObject = (value: object): unknown => {
      if (copies.has(value)) return copies.get(value)
      if (isOpaque(value)) return fail(value)
      const builtIn = copyBuiltIn(value)
      if (builtIn !== undefined) return remember(value, builtIn)
      if (value instanceof Map) {
        const copy = remember(value, new Map())
        for (const [key, each] of value) copy.set(clone(key), clone(each))
        return copy
      }
      if (value instanceof Set) {
        const copy = remember(value, new Set())
        for (const each of value) copy.add(clone(each))
        return copy
      }
      const copy = remember<Record<string, unknown>>(
        value,
        (Array.isArray(value) ? Array(value.length) : {}) as never,
      )
      for (const [key, each] of Object.entries(value)) {
        Object.defineProperty(copy, key, {
          value: clone(each),
          writable: true,
          configurable: true,
          enumerable: true,
        })
      }
      return copy
    }

    const clone = (value: unknown): unknown => {
      if (typeof value === 'function' || typeof value === 'symbol') return fail(value)
      return typeof value === 'object' && value !== null ? cloneObject(value) : value
    }

    return clone(given)
  }

  return { structuredClone }
}
