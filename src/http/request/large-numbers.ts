import type { z } from '@hono/zod-openapi'
import { isRecord } from '../../lib/json/is-record.ts'

const LARGE_INTEGER = /^-?\d{16,}$/

/**
 * Makes large integers, which are parsed as text, numbers again where the schema asks for numbers, so that it says how
 * large they may be. Changes the data in place; returns whether it has changed.
 */
export const restoreNumbers = (data: unknown, issues: readonly z.core.$ZodIssue[]): boolean => {
  const wanted = issues.filter(
    (issue) => issue.code === 'invalid_type' && /^(?:number|int)$/.test(issue.expected),
  )
  return wanted.map(({ path }) => restoreAt(data, path)).includes(true)
}

const restoreAt = (data: unknown, path: readonly PropertyKey[]): boolean => {
  const last = path.at(-1)
  const parent = path.slice(0, -1).reduce(memberOf, data)
  const value = last === undefined ? undefined : memberOf(parent, last)
  if (last === undefined || typeof value !== 'string' || !LARGE_INTEGER.test(value)) return false
  return Reflect.set(Object(parent), last, Number(value))
}

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
