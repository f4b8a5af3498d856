import { isRecord } from '../../lib/json/is-record.ts'
import { type AstNode, chainedCall, filtersOf } from './ast.ts'
import { VARS } from './names/variable-names.ts'

/** Which parts of the scope an expression may read; it may be more than it reads in the end. */
export interface ScopeDependencies {
  readonly fields: readonly (typeof FIELDS)[number][]
  /** Further names, or all there are: what starts scripts evaluates expressions in scopes with fields of their own. */
  readonly others: readonly string[] | 'all'
  /** Ids of nodes, or all of them. */
  readonly nodes: readonly string[] | 'all'
  /** Whether it may read `$vars`. */
  readonly variables: boolean
}

export const scopeDependencies = (ast: AstNode): ScopeDependencies => {
  const reader = new Reader()
  reader.visit(ast, true)
  if (reader.isWhole) return WHOLE_SCOPE
  return {
    fields: FIELDS.filter((field) => reader.fields.has(field)),
    others: [...reader.fields].filter((name) => !isField(name)),
    nodes: [...reader.nodes],
    variables: reader.variables,
  }
}

const FIELDS = ['input', 'params', 'execution', 'loop'] as const

const isField = (name: string): boolean => FIELDS.some((field) => field === name)

/** The fields of a scope that other scopes do not have. */
export const otherFields = (scope: object): string[] =>
  Object.keys(scope).filter((name) => name !== 'nodes' && !isField(name))

export const WHOLE_SCOPE: ScopeDependencies = {
  fields: FIELDS,
  others: 'all',
  nodes: 'all',
  variables: true,
}

/** Types of nodes that read nothing but what their parts read. */
const KNOWN: ReadonlySet<string> = new Set(
  `string number value regex wildcard descendant name variable path sort binary unary condition block bind function
  apply lambda transform`.split(/\s+/),
)
/** Parts of a node that are evaluated for each item of its value. */
const PER_ITEM: ReadonlySet<string> = new Set('stages predicate group terms pattern update delete'.split(' '))

class Reader {
  readonly fields = new Set<string>()
  readonly nodes = new Set<string>()
  variables = false
  isWhole = false

  /** `atRoot`: the node's context is the scope itself. */
  visit(node: AstNode, atRoot: boolean) {
    this.variables ||= node.type === 'variable' && node.value === VARS
    this.isWhole ||= !KNOWN.has(node.type) || node.tuple === true || refersToScope(node, atRoot)
    const { steps = [], ...parts } = { steps: undefined, ...unchained(node) }
    const done = node.type === 'path' ? this.#named(node.steps, atRoot) : 0
    for (const step of steps.slice(done)) this.visit(step, atRoot && step === steps[0])
    for (const [key, part] of Object.entries(parts)) this.#visitParts(part, atRoot && !PER_ITEM.has(key))
  }

  #visitParts(part: unknown, atRoot: boolean) {
    if (this.isWhole || typeof part !== 'object' || part === null) return
    if (isNode(part)) this.visit(part, atRoot)
    else for (const each of Object.values(part)) this.#visitParts(each, atRoot)
  }

  /** Notes the part of the scope that a path starts with; returns how many of its steps are done with. */
  #named(steps: readonly AstNode[], atRoot: boolean): number {
    // What stands behind `@` is read from the same value again.
    this.isWhole ||= steps.some((step) => step.tuple === true)
    const start = isScope(steps[0], atRoot) ? 1 : 0
    const [field, id] = atRoot || start > 0 ? steps.slice(start) : []
    if (field?.type !== 'name') return 0
    if (field.value !== 'nodes') this.fields.add(field.value)
    else if (id?.type === 'name' && filtersOf(field).length === 0) this.nodes.add(id.value)
    else this.isWhole = true
    for (const { expr } of filtersOf(field)) if (expr) this.visit(expr, false)
    return start + 1
  }
}

const unchained = (node: AstNode) =>
  node.type === 'apply' && node.rhs.type === 'function'
    ? { ...node, lhs: undefined, rhs: chainedCall(node.lhs, node.rhs) }
    : node

/** Predicates have a type, too. */
const isNode = (part: object): part is AstNode =>
  isRecord(part) && typeof part.type === 'string' && part.type !== 'filter'

const isScope = (node: AstNode | undefined, atRoot: boolean): boolean =>
  node !== undefined && isRoot(node, atRoot) && filtersOf(node).length === 0

/** Whether the value of a node is the scope, before anything is filtered. */
const isRoot = (node: AstNode, atRoot: boolean): boolean =>
  node.type === 'variable' && (node.value === '$' || (atRoot && node.value === ''))

/** Functions that take the context for an argument that is left out. */
const OF_CONTEXT = ['lookup', 'each', 'sift']
const WITHOUT_ARGUMENTS = ['now', 'millis', 'random']

const refersToScope = (node: AstNode, atRoot: boolean): boolean => {
  if (node.type === 'variable') return node.value === 'eval' || isRoot(node, atRoot)
  if (node.type === 'wildcard' || node.type === 'descendant') return atRoot
  if (node.type !== 'function' || !atRoot) return false
  const name = node.procedure.type === 'variable' ? node.procedure.value : ''
  return node.arguments.length < (OF_CONTEXT.includes(name) ? 2 : 1) && !WITHOUT_ARGUMENTS.includes(name)
}
