import type { AstNode } from '../ast.ts'
import { type Fast, fallback } from './run.ts'

export type NodeOf<T extends AstNode['type']> = Extract<AstNode, { type: T }>

/** What any node may have; a node with anything else is left to JSONata. */
const PLAIN: ReadonlySet<string> = new Set(
  'type value position steps expressions expression lhs rhs condition then else procedure arguments'.split(
    ' ',
  ),
)

export const requirePlain = (node: object, ...others: readonly string[]) => {
  for (const [key, value] of Object.entries(node)) {
    if (value !== undefined && !PLAIN.has(key) && !others.includes(key)) fallback()
  }
}

/** Whether no value of the scope comes out more than once. */
export const isReference = (node: AstNode) =>
  node.type === 'path' && node.steps.every(({ type }) => type === 'name')

export const literal =
  (value: unknown): Fast =>
  () =>
    value

export const secretOf = ([name, ...others]: readonly AstNode[]): Fast => {
  if (name?.type !== 'string' || others.length > 0) return fallback()
  return (_context, run) => run.secrets?.get(name.value) ?? fallback()
}
