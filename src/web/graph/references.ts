import { mapNodes } from './edits.ts'
import type { ScriptModel, ScriptNode } from './model.ts'

export type Language = 'jsonata' | 'javascript' | 'sql'

/** The parameters of a type that are an expression or code as a whole, without `{{ }}`. */
export type LanguagesOf = (type: string) => Readonly<Record<string, Language>>

interface Renaming {
  readonly ids: ReadonlyMap<string, string>
  readonly languagesOf: LanguagesOf
}

/** Gives a node another id, in its edges and wherever an expression or code names it. The id must be free. */
export const renameNode = (
  model: ScriptModel,
  [from, to]: [string, string],
  languagesOf: LanguagesOf,
): ScriptModel => {
  const ids = new Map([[from, to]])
  const renamed = mapNodes(model, (node) =>
    renameReferences(node.id === from ? { ...node, id: to } : node, { ids, languagesOf }),
  )
  const name = (id: string) => ids.get(id) ?? id
  const connections = new Map(
    [...model.connections].map(([source, list]) => [
      name(source),
      list.some(({ target }) => target === from)
        ? list.map((each) => ({ ...each, target: name(each.target) }))
        : list,
    ]),
  )
  return { ...renamed, connections }
}

/** The node with the new names of others wherever its parameters name them; the same node when none does. */
export const renameReferences = (node: ScriptNode, { ids, languagesOf }: Renaming): ScriptNode => {
  if (ids.size === 0) return node
  const languages = languagesOf(node.type)
  let changed = false
  const entries = Object.entries(node.parameters).map(([name, value]) => {
    const next = renameIn(value, { ids, language: languages[name] })
    changed ||= next !== value
    return [name, next] as const
  })
  return changed ? { ...node, parameters: Object.fromEntries(entries) } : node
}

interface Place {
  readonly ids: ReadonlyMap<string, string>
  /** None for text that may contain `{{ }}`. */
  readonly language: Language | undefined
}

const TEMPLATE = /\{\{[\s\S]*?\}\}/g

const renameIn = (value: unknown, place: Place): unknown => {
  if (typeof value === 'string') {
    // In SQL, `nodes.id` is the column of a table.
    if (place.language === 'sql') return value
    if (place.language) return renameInText(value, place)
    return value.replace(TEMPLATE, (template) => renameInText(template, { ...place, language: 'jsonata' }))
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => renameIn(item, place))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, renameIn(item, place), item] as const)
  return entries.some(([, next, item]) => next !== item)
    ? Object.fromEntries(entries.map(([key, next]) => [key, next]))
    : value
}

// nodes.sum, nodes.`my sum`, nodes["my sum"] and nodes['my sum'], but not mynodes.sum or nodes.summary.
const REFERENCE = /(?<![\w$.])nodes(?:\.([A-Za-z_]\w*)(?!\w)|\.`([^`]+)`|\["([^"\\]+)"\]|\['([^'\\]+)'\])/g
const NAME = /^[A-Za-z_]\w*$/

const renameInText = (text: string, { ids, language }: Place): string =>
  text.replace(REFERENCE, (all: string, plain?: string, ticks?: string, double?: string, single?: string) => {
    const id = ids.get(plain ?? ticks ?? double ?? single ?? '')
    if (id === undefined) return all
    if (NAME.test(id) && (plain ?? ticks) !== undefined) return `nodes.${id}`
    return language === 'javascript' ? `nodes[${JSON.stringify(id)}]` : `nodes.\`${id}\``
  })
