import { isRecord } from '../../../lib/json/is-record.ts'
import type { Schemas } from '../../lib/api.ts'
import { parseJsonOrText } from '../../lib/json/parse.ts'

/** One top-level field of an input, as a person edits it. */
export interface InputField {
  readonly name: string
  readonly kind: 'text' | 'boolean' | 'json'
  /** As typed: JSON for `json`. */
  readonly value: string
}

const toField = (name: string, value: unknown): InputField => {
  if (typeof value === 'string') return { name, kind: 'text', value }
  if (typeof value === 'boolean') return { name, kind: 'boolean', value: String(value) }
  return { name, kind: 'json', value: value === undefined ? '' : JSON.stringify(value) }
}

/** The names after `params.` anywhere in the parameters of a graph: what it expects of its input. */
export const usedParameters = (nodes: readonly Schemas['Node'][]): readonly string[] => {
  const names = new Set<string>()
  for (const [, name = ''] of JSON.stringify(nodes).matchAll(/\bparams\.([A-Za-z_]\w*)/g)) names.add(name)
  return [...names]
}

/** The fields of a form for an input; `undefined` where it is not an object and has to be entered as JSON. */
export const toFields = (input: unknown, expected: readonly string[]): readonly InputField[] | undefined => {
  if (input !== undefined && input !== null && !isRecord(input)) return undefined
  const given = isRecord(input) ? input : {}
  const names = new Set([...Object.keys(given), ...expected])
  return [...names].map((name) => toField(name, given[name]))
}

/** The input that the fields describe; empty fields of unknown kind are left out. */
export const fromFields = (fields: readonly InputField[]): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap(({ name, kind, value }): [string, unknown][] => {
      if (kind === 'boolean') return [[name, value === 'true']]
      if (kind === 'text') return [[name, value]]
      return value.trim() === '' ? [] : [[name, parseJsonOrText(value)]]
    }),
  )
