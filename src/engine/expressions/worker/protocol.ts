import type { ExpressionLimits } from '../jsonata.ts'
import type { Inspection } from '../names/inspection.ts'
import type { SecretValues } from '../secrets.ts'

export type ExpressionTask = EvaluationTask | InspectionTask

/** Scope and result cross as JSON text, so that nothing but data can. */
export interface EvaluationTask {
  readonly kind: 'evaluation'
  readonly source: string
  /** JSON text of the parts of the scope that the expression may read, with `$vars` among them. */
  readonly scope: string
  readonly secrets?: SecretValues | undefined
  /** What it may allocate. */
  readonly memoryBytes: number
}

/** To compile an expression and list the names in it. */
export interface InspectionTask {
  readonly kind: 'inspection'
  readonly source: string
}

export interface WorkerLimits extends ExpressionLimits {
  /** What an evaluation may allocate. */
  readonly memoryBytes: number
}

export type ExpressionReply =
  /** Without `json` the expression has found nothing. */
  | { readonly kind: 'result'; readonly json?: string }
  | ({ readonly kind: 'inspection' } & Inspection)
  | { readonly kind: 'failure'; readonly message: string }
  /** The evaluation needs more memory than its task allows, and no more than the limits do as far as is known. */
  | { readonly kind: 'exhausted' }
