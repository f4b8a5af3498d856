import { type AstNode, filtersOf, partsOf } from './ast.ts'

/** Which parts of the scope an expression may look at: rather too much than too little. */
export interface ScopeUse {
  readonly fields: readonly (typeof FIELDS)[number][]
  /** Ids of nodes, or all of them. */
  readonly nodes: readonly string[] | 'all'
}

export const scopeUse = (ast: AstNode): ScopeUse => {
  const use = new Use()
  use.look(ast, true)
  if (use.isWhole) return WHOLE_SCOPE
  return { fields: FIELDS.filter((field) => use.fields.has(field)), nodes: [...use.nodes] }
}

const FIELDS = ['input', 'params', 'execution', 'loop'] as const

export const WHOLE_SCOPE: ScopeUse = { fields: FIELDS, nodes: 'all' }

class Use {
  readonly fields = new Set<string>()
  readonly nodes = new Set<string>()
  isWhole = false

  /** `atRoot`: the node's context is the scope itself. */
  look(node: AstNode, atRoot: boolean) {
    const parts = partsOf(node)
    if (!parts || node.tuple || refersToScope(node, atRoot)) this.isWhole = true
    const named = node.type === 'path' ? this.#named(node.steps, atRoot) : 0
    for (const part of parts?.slice(named) ?? []) this.look(part.node, atRoot && !part.perItem)
  }

  /** Notes the part of the scope that a path begins with, and tells how many of its steps need no further look. */
  #named(steps: readonly AstNode[], atRoot: boolean): number {
    const start = isScope(steps[0], atRoot) ? 1 : 0
    const [field, id] = atRoot || start > 0 ? steps.slice(start) : []
    if (field?.type !== 'name') return 0
    if (field.value !== 'nodes') this.fields.add(field.value)
    else if (id?.type === 'name' && filtersOf(field).length === 0) this.nodes.add(id.value)
    else this.isWhole = true
    for (const { expr } of filtersOf(field)) this.look(expr, false)
    return start + 1
  }
}

const isScope = (node: AstNode | undefined, atRoot: boolean): boolean =>
  node?.type === 'variable' &&
  (node.value === '$' || (atRoot && node.value === '')) &&
  filtersOf(node).length === 0

/** Functions that take the context for an argument that is left out. */
const OF_CONTEXT = ['lookup', 'each', 'sift']
const WITHOUT_ARGUMENTS = ['now', 'millis', 'random']

const refersToScope = (node: AstNode, atRoot: boolean): boolean => {
  if (node.type === 'variable') return node.value === 'eval' || isScope(node, atRoot)
  if (node.type === 'wildcard' || node.type === 'descendant') return atRoot
  if (node.type !== 'function' || !atRoot) return false
  const name = node.procedure.type === 'variable' ? node.procedure.value : ''
  return node.arguments.length < (OF_CONTEXT.includes(name) ? 2 : 1) && !WITHOUT_ARGUMENTS.includes(name)
}
