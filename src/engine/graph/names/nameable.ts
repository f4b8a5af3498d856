import type { Problem } from '../../../domain/errors.ts'
import { SCOPE_NAMES } from '../../scope.ts'

export type NameProblem = Omit<Problem, 'path'>

/** What the expressions and the code of one node can name. */
export interface Nameable {
  hasNode(id: string): boolean
  /** Whether a node is certain to have ended, or to have been skipped, when this one runs. */
  comesBefore(id: string): boolean
  /** Whether a node is a loop in whose body this one is. */
  isLoopAround(id: string): boolean
  /** The node id that was most likely meant. */
  meantNode(id: string): string | undefined
  readonly isInLoop: boolean
}

export const LOOP = 'loop'

export const scopeNames = ({ isInLoop }: Nameable): readonly string[] =>
  isInLoop ? [...SCOPE_NAMES, LOOP] : SCOPE_NAMES

/** An output as an expression names it. */
export const inExpression = (id: string): string => `nodes.${quoted(id)}`

/** A name as a step of a path. */
export const quoted = (name: string): string => {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return name
  return name.includes('`') ? JSON.stringify(name) : `\`${name}\``
}
