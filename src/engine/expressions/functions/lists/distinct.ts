import type jsonata from 'jsonata'
import { isFunctionObject } from '../../hooks.ts'
import { originalFunction } from '../original.ts'

const ITEMS_PER_CHECK = 1000

/**
 * JSONata's `$distinct` compares each item with all that it has found. This one looks them up, in a time that grows
 * linearly. `check` throws when the evaluation must end.
 */
export const distinctOf = (check: () => void) =>
  function distinct(this: jsonata.Focus, value?: unknown): unknown {
    if (!Array.isArray(value) || value.length < 2) return value
    if (value.some(holdsFunction)) return originalFunction('distinct').implementation.call(this, value)
    const found: unknown[] = 'sequence' in value ? sequenceOf(this) : []
    const seen = new Set<unknown>()
    for (const [index, item] of value.entries()) {
      if (index % ITEMS_PER_CHECK === 0) check()
      const key = keyOf(item)
      if (seen.has(key)) continue
      seen.add(key)
      found.push(item)
    }
    return found
  }

/** What JSONata gives its functions as their receiver; its type leaves out this one. */
const sequenceOf = (focus: object): unknown[] =>
  (focus as { readonly createSequence: () => unknown[] }).createSequence()

/** Functions refer to the internals of the evaluator, without end. */
const holdsFunction = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return typeof value === 'function'
  return isFunctionObject(value) || Object.values(value).some(holdsFunction)
}

/** The same for equal values only. No text is like that of an object or array, as these begin with a character of their own. */
const keyOf = (item: unknown): unknown => {
  if (typeof item === 'string') return `"${item}`
  return typeof item === 'object' && item !== null ? textOf(item) : item
}

/** JSON in which the order of fields is always the same. */
const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${textOf(field)}`).join()}}`
}
