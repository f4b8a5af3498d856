import { type Scope, VARIABLES } from '../../scope.ts'
import { type AstNode, filtersOf } from '../ast.ts'
import { compileFast } from '../fast/compile.ts'
import { type Fast, FastRun } from '../fast/run.ts'
import { VARS } from './variable-names.ts'

/**
 * A path of names, such as `input.user.name`, of which a part of the expression's value is made. When it finds nothing,
 * the expression still has a value: a text, an object or a list that lacks this part.
 */
export interface NamedPart {
  readonly source: string
  readonly find: Fast
}

/**
 * The named parts of texts that `&` joins, of the values of an object, and of a list of several, as far as they are
 * certain to be evaluated. `[input.rows]` is none: brackets around one value are the way to write that it may be nothing.
 */
export const namedParts = (ast: AstNode): readonly NamedPart[] => {
  const parts = new Map<string, NamedPart>()
  for (const node of joinedIn(ast, false)) {
    const source = sourceOf(node)
    const find = source === undefined ? undefined : compileFast(node)
    if (source !== undefined && find) parts.set(source, { source, find })
  }
  return [...parts.values()]
}

/** Sources of the parts that find nothing. */
export const missingParts = (parts: readonly NamedPart[], scope: Scope): string[] =>
  parts
    .filter(({ find }) => {
      try {
        return find(scope, new FastRun(scope, { variables: scope[VARIABLES] })) === undefined
      } catch {
        return false
      }
    })
    .map(({ source }) => source)

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%'])
/** Functions that have a value when their first argument is nothing. */
const OF_NOTHING: ReadonlySet<string> = new Set(
  'append boolean count distinct error assert exists keys merge not now millis random type uuid'.split(' '),
)

/** Nodes in places where nothing leaves a gap; `isPart`: whether the node itself is in such a place. */
const joinedIn = (node: AstNode, isPart: boolean): readonly AstNode[] => {
  if (filtersOf(node).length > 0 || node.group) return []
  if (node.type === 'path') return isPart ? [node] : []
  return placesIn(node, isPart).flatMap(({ nodes, isPart }) =>
    nodes.flatMap((each) => joinedIn(each, isPart)),
  )
}

interface Places {
  readonly nodes: readonly AstNode[]
  readonly isPart: boolean
}

const placesIn = (node: AstNode, isPart: boolean): readonly Places[] => {
  switch (node.type) {
    case 'binary':
      if (node.value !== '&' && !ARITHMETIC.has(node.value)) return []
      return [{ nodes: [node.lhs, node.rhs], isPart: isPart || node.value === '&' }]
    case 'unary':
      if (node.value === '{') return [{ nodes: node.lhs.map(([, value]) => value), isPart: true }]
      return node.value === '[' ? [{ nodes: node.expressions, isPart: node.expressions.length > 1 }] : []
    case 'block':
      return [{ nodes: node.expressions.slice(-1), isPart }]
    case 'apply':
      return [{ nodes: [node.lhs], isPart: isPart && !mayTakeNothing(node.rhs) }]
    case 'function': {
      const [first, ...others] = node.arguments
      const takesNothing = mayTakeNothing(node)
      return [
        { nodes: first ? [first] : [], isPart: isPart && !takesNothing },
        { nodes: others, isPart: false },
      ]
    }
    default:
      return []
  }
}

const mayTakeNothing = (node: AstNode): boolean => {
  const name = node.type === 'function' ? node.procedure : node
  return name.type !== 'variable' || OF_NOTHING.has(name.value)
}

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** How a path of names is written; `undefined` for any other. */
const sourceOf = (node: AstNode): string | undefined => {
  if (node.type !== 'path') return undefined
  const names = node.steps.map((step, index) => {
    if (filtersOf(step).length > 0 || step.tuple || step.group) return undefined
    if (step.type === 'variable') return index === 0 && step.value === VARS ? `$${VARS}` : undefined
    if (step.type !== 'name') return undefined
    return PLAIN_NAME.test(step.value) ? step.value : `\`${step.value}\``
  })
  return names.includes(undefined) ? undefined : names.join('.')
}
