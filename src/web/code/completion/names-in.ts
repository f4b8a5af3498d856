import type { NameInfo } from '../code-source.ts'

const MAX_NAMES = 200
const MAX_DETAIL = 40

/** The value behind a path; of a list that of its first item, as JSONata goes through all of them. */
export const valueBehind = (value: unknown, path: readonly string[]): unknown => {
  let current = firstOf(value)
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
    current = firstOf(Reflect.get(current, name))
  }
  return current
}

/** The names within a value, with what stands there. */
export const namesIn = (value: unknown): NameInfo[] => {
  const object = firstOf(value)
  if (typeof object !== 'object' || object === null) return []
  return Object.entries(object)
    .slice(0, MAX_NAMES)
    .map(([label, each]) => ({ label, detail: detailOf(each) }))
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)

const detailOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null) return '{…}'
  const text = JSON.stringify(value) ?? ''
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL - 1)}…` : text
}
