/** Gives what JSON has no form for a form of its own, or says what to return instead. */
export const loadResult = () => {
  const { create, assign, keys } = Object

  /** The place of the object in the result; `undefined` when it has none, for example within a converted Map. */
  const pathOf = (root: unknown, wanted: object): string | undefined => {
    const found = new Map<unknown, string>([[root, '']])
    for (const [value, path] of found) {
      if (value === wanted) return path
      if (typeof value !== 'object' || value === null) continue
      for (const key of keys(value)) {
        const each = Reflect.get(value, key)
        if (!found.has(each)) found.set(each, join(value, path, key))
      }
    }
    return undefined
  }

  const join = (holder: object, path: string, key: string) => {
    if (Array.isArray(holder)) return `${path}[${key}]`
    return path === '' ? key : `${path}.${key}`
  }

  const opaque = [WeakMap, WeakSet, WeakRef, FinalizationRegistry]

  /** Errors beyond these are not named. */
  const MAX_REASONS = 5
  const MAX_REASON = 300

  const nameError = (error: unknown) => {
    const isObject = typeof error === 'object' && error !== null
    const text = error instanceof Error || !isObject ? String(error) : (JSON.stringify(error) ?? typeof error)
    return text.slice(0, MAX_REASON)
  }

  return {
    /** The causes of an error, each that of the one before, and the errors that it has together. */
    reasonsOf(error: unknown) {
      const texts: string[] = []
      const seen = new Set<unknown>()
      for (let at = error; at instanceof Error && !seen.has(at) && seen.size < MAX_REASONS; at = at.cause) {
        seen.add(at)
        if (at instanceof AggregateError && Array.isArray(at.errors) && at.errors.length > 0) {
          const more = at.errors.length > MAX_REASONS ? ` and ${at.errors.length - MAX_REASONS} more` : ''
          texts.push(`Errors: ${at.errors.slice(0, MAX_REASONS).map(nameError).join('; ')}${more}`)
        }
        if (at.cause !== undefined && at.cause !== null && !seen.has(at.cause))
          texts.push(`Cause: ${nameError(at.cause)}`)
      }
      return texts.join('. ')
    },

    /** @param holder what has the value as `key`; without it, the value is all of the result */
    toPlain(
      value: unknown,
      { root, holder, key }: { root: unknown; holder: object | undefined; key: string },
    ) {
      const fail = (what: string, advice: string): never => {
        const path = holder && join(holder, pathOf(root, holder) ?? '…', key)
        const subject = path === undefined ? `The result is ${what}` : `The result has ${what} at ${path}`
        throw { message: `${subject}. ${advice}` }
      }

      const fromMap = (map: Map<unknown, unknown>) => {
        const object = create(null)
        for (const [name, each] of map) {
          if (typeof name !== 'string' && typeof name !== 'number') {
            fail('a Map with keys that are neither strings nor numbers', 'Return its pairs: [...map].')
          }
          object[name as string] = each
        }
        return object
      }

      const fromError = (error: Error) => {
        const { name, message, cause } = error
        return assign({ name, message }, cause !== undefined && { cause }, error)
      }

      /** What has content, but none that JSON shows. */
      const fromOther = (object: object) => {
        if (opaque.some((each) => object instanceof each)) {
          return fail('an object without readable content', 'Return its content.')
        }
        if (Symbol.asyncIterator in object) {
          return fail('an asynchronous iterator', 'Collect its values in a list.')
        }
        if (Symbol.iterator in object && keys(object).length === 0 && !(object instanceof String)) {
          return fail('an iterator', 'Return its values as a list: [...iterator].')
        }
        return object
      }

      // An object that has been written by its own method may still have that.
      if (key === 'toJSON' && typeof value === 'function') return undefined
      if (typeof value === 'function') return fail('a function', 'Call it, or leave it out.')
      if (typeof value === 'symbol') return fail('a symbol', 'Return its description, or leave it out.')
      if (typeof value !== 'object' || value === null) return value
      if (value instanceof Promise) {
        return fail('a promise', 'Put await before it; for a list of promises: await Promise.all(list).')
      }
      if (value instanceof Map) return fromMap(value)
      if (value instanceof Set) return [...value]
      if (value instanceof Error) return fromError(value)
      if (value instanceof RegExp) return `${value}`
      if (value instanceof ArrayBuffer) return Array.from(new Uint8Array(value))
      if (value instanceof DataView) {
        return Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      }
      if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>)
      return Array.isArray(value) ? value : fromOther(value)
    },
  }
}
