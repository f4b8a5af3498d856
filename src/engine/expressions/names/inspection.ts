import type { ExpressionNames } from './names-in.ts'

/** What is known about an expression without evaluating it. */
export interface Inspection {
  /** Names of its secrets, one for each use; `undefined` for a use whose name is not plain text. */
  readonly secrets: readonly (string | undefined)[]
  readonly names: ExpressionNames
}
