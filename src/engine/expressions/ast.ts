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
  | Node<
      'sort',
      {
        readonly terms: readonly { readonly expression: AstNode; readonly descending?: boolean }[]
        /** The variable of `#` behind it. */
        readonly index?: string
      }
    >
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
  /** A tail call: it replaces the call in its body, which is made after the caller has returned. */
  readonly thunk?: boolean
}

type Node<T extends string, Fields = unknown> = { readonly type: T } & Decorations & Fields

/** What may stand on a node of any type. */
interface Decorations {
  /** Where it ends in the source. */
  readonly position?: number
  readonly stages?: readonly AstStage[]
  readonly predicate?: readonly AstStage[]
  readonly group?: { readonly lhs: readonly AstPair[]; readonly position?: number }
  /** Variables of `@`, `#` or `%` go along. */
  readonly tuple?: boolean
  /** `[]` stands after this node. */
  readonly keepArray?: boolean
  /** `[]` stands after a step of this path: a single value stays in an array. */
  readonly keepSingletonArray?: boolean
}

export interface AstStage {
  readonly type: string
  /** Absent for `#$i`, which filters nothing. */
  readonly expr?: AstNode
}

/** The tree of a compiled expression. The package's own type for it leaves out most of what is there. */
export const astOf = (compiled: jsonata.Expression): AstNode => compiled.ast() as unknown as AstNode

/** What filters the value of a node. */
export const filtersOf = ({ stages = [], predicate = [] }: AstNode): readonly AstStage[] => [
  ...stages,
  ...predicate,
]

/** `a ~> $f(b)` as `$f(a, b)`. */
export const chainedCall = (first: AstNode, call: Extract<AstNode, { type: 'function' }>): typeof call => ({
  ...call,
  arguments: [first, ...call.arguments],
})
