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

type Graph = Pick<Schemas['Script'], 'nodes' | 'connections'>

/**
 * What a graph expects of its input: the names after `params.` anywhere in its parameters, and after `input.` where
 * the input of a node is that of the execution.
 */
export const expectedNames = ({ nodes, connections }: Graph): readonly string[] => {
  const sources = Map.groupBy(
    Object.entries(connections).flatMap(([source, list]) => list.map(({ target }) => ({ source, target }))),
    ({ target }) => target,
  )
  const starts = new Set(nodes.flatMap(({ id, type }) => (type === 'start' && !sources.has(id) ? [id] : [])))
  const isFirst = ({ id }: Schemas['Node']) => {
    const [first, second] = sources.get(id) ?? []
    return second === undefined && (first === undefined || starts.has(first.source))
  }
  const names = new Set<string>()
  for (const node of nodes) {
    const roots = isFirst(node) ? INPUTS : PARAMS
    for (const text of expressionsIn(node.parameters)) {
      for (const [, name = ''] of text.matchAll(roots)) names.add(name)
    }
  }
  return [...names]
}

/** The parameters that are an expression or code as a whole, without `{{ }}`. */
const WHOLE = new Set(['expression', 'items', 'until', 'code'])

// Elsewhere a name may be plain text, such as the file `input.csv`.
const expressionsIn = (parameters: Schemas['Node']['parameters']): readonly string[] =>
  Object.entries(parameters ?? {}).flatMap(([name, value]) =>
    WHOLE.has(name) && typeof value === 'string' ? [value] : (JSON.stringify(value)?.match(TEMPLATE) ?? []),
  )

const TEMPLATE = /\{\{[\s\S]*?\}\}/g
const PARAMS = /(?<![\w$.])params\.([A-Za-z_]\w*)/g
const INPUTS = /(?<![\w$.])(?:params|input)\.([A-Za-z_]\w*)/g

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
