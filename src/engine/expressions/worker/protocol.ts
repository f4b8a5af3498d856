import type { ExpressionLimits } from '../jsonata.ts'
import type { SecretValues } from '../secrets.ts'

export type ExpressionTask = EvaluationTask | SecretsTask

/** Scope and result cross as JSON text, so that nothing but data can. */
export interface EvaluationTask {
  readonly kind: 'evaluation'
  readonly source: string
  /** JSON text of the parts of the scope that the expression may read, with `$vars` among them. */
  readonly scope: string
  readonly secrets?: SecretValues | undefined
}

/** To compile an expression and name its secrets. */
export interface SecretsTask {
  readonly kind: 'secrets'
  readonly source: string
}

export interface WorkerLimits extends ExpressionLimits {
  /** What an evaluation may allocate. */
  readonly memoryBytes: number
}

export type ExpressionReply =
  /** Without `json` the expression has found nothing. */
  | { readonly kind: 'result'; readonly json?: string }
  | { readonly kind: 'secrets'; readonly names: readonly (string | undefined)[] }
  | { readonly kind: 'failure'; readonly message: string }
