import type jsonata from 'jsonata'

/** JSONata's syntax tree as far as it is read here. There are more types of nodes: nothing is known about those. */
export type AstNode =
  | Node<'string', { readonly value: string }>
  | Node<'number', { readonly value: number }>
  | Node<'value' | 'regex' | 'wildcard' | 'descendant'>
  /** A variable or a built-in function; empty for the context, `$` for the root. */
  | Node<'variable', { readonly value: string }>
  | Node<'name', { readonly value: string }>
  | Node<'path', { readonly steps: readonly AstNode[] }>
  | Node<'sort', { readonly terms: readonly { readonly expression: AstNode }[] }>
  | Node<'binary', { readonly value: string; readonly lhs: AstNode; readonly rhs: AstNode }>
  | UnaryNode
  | Node<'condition', { readonly condition: AstNode; readonly then: AstNode; readonly else?: AstNode }>
  | Node<'block', { readonly expressions: readonly AstNode[] }>
  | Node<'bind', { readonly lhs: { readonly value: string }; readonly rhs: AstNode }>
  | Node<'function', { readonly procedure: AstNode; readonly arguments: readonly AstNode[] }>
  | Node<'apply', { readonly lhs: AstNode; readonly rhs: AstNode }>
  | Node<'transform', { readonly pattern: AstNode; readonly update: AstNode; readonly delete?: AstNode }>
  | LambdaNode

export type UnaryNode =
  | Node<'unary', { readonly value: '-'; readonly expression: AstNode }>
  | Node<'unary', { readonly value: '['; readonly expressions: readonly AstNode[] }>
  | Node<'unary', { readonly value: '{'; readonly lhs: readonly AstPair[] }>

export type LambdaNode = Node<'lambda', Lambda>

export type AstPair = readonly [key: AstNode, value: AstNode]

interface Lambda {
  readonly arguments: readonly { readonly value: string }[]
  readonly signature?: unknown
  readonly body: AstNode
  /** It stands for the call in its body, which is made after its caller has returned. */
  readonly thunk?: boolean
}

type Node<T extends string, Fields = unknown> = { readonly type: T } & Decorations & Fields

/** What may stand on a node of any type. */
interface Decorations {
  readonly stages?: readonly AstStage[]
  readonly predicate?: readonly AstStage[]
  readonly group?: { readonly lhs: readonly AstPair[] }
  /** Variables of `@`, `#` or `%` go along. */
  readonly tuple?: boolean
  /** `[]`: a single value stays in an array. */
  readonly keepSingletonArray?: boolean
}

export interface AstStage {
  readonly type: string
  readonly expr: AstNode
}

/** The tree of a compiled expression. The package's own type for it leaves out most of what is there. */
export const astOf = (compiled: jsonata.Expression): AstNode => compiled.ast() as unknown as AstNode

/** What filters the value of a node. */
export const filtersOf = ({ stages = [], predicate = [] }: AstNode): readonly AstStage[] => [
  ...stages,
  ...predicate,
]

/** Whether a node or anything in it is such; what is in nodes of unknown types is not looked at. */
export const someNode = (node: AstNode, isSuch: (node: AstNode) => boolean): boolean =>
  isSuch(node) || (partsOf(node) ?? []).some((part) => someNode(part.node, isSuch))

/** A part of a node, and whether it is evaluated once for each item of what stands before it. */
export interface AstPart {
  readonly node: AstNode
  readonly perItem: boolean
}

/** All that a node is made of; `undefined` when that is not known. */
export const partsOf = (node: AstNode): readonly AstPart[] | undefined => {
  const own = ownPartsOf(node)
  const filters = filtersOf(node).map(({ expr }) => expr)
  return own && [...own, ...perItem([...filters, ...(node.group?.lhs.flat() ?? [])])]
}

const once = (nodes: readonly AstNode[]) => nodes.map((node): AstPart => ({ node, perItem: false }))
const perItem = (nodes: readonly AstNode[]) => nodes.map((node): AstPart => ({ node, perItem: true }))

const ownPartsOf = (node: AstNode): readonly AstPart[] | undefined => {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
    case 'regex':
    case 'wildcard':
    case 'descendant':
    case 'name':
    case 'variable':
      return []
    case 'path':
      return [...once(node.steps.slice(0, 1)), ...perItem(node.steps.slice(1))]
    case 'sort':
      return perItem(node.terms.map(({ expression }) => expression))
    case 'binary':
    case 'apply':
      return once([node.lhs, node.rhs])
    case 'unary':
      return once(unaryParts(node))
    case 'condition':
      return once([node.condition, node.then, ...(node.else ? [node.else] : [])])
    case 'block':
      return once(node.expressions)
    case 'bind':
      return once([node.rhs])
    case 'function':
      return once([node.procedure, ...node.arguments])
    case 'lambda':
      return once([node.body])
    case 'transform':
      return perItem([node.pattern, node.update, ...(node.delete ? [node.delete] : [])])
    default:
      return undefined
  }
}

const unaryParts = (node: UnaryNode): readonly AstNode[] => {
  if (node.value === '{') return node.lhs.flat()
  return node.value === '[' ? node.expressions : [node.expression]
}
