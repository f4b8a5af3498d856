import type { Begun } from '../../workers/watchdog.ts'
import type { ExpressionLimits } from '../jsonata.ts'
import type { SecretValues } from '../secrets.ts'

/** What a thread gets. Scope and result cross as JSON text, so that what is done to them there stays there. */
export interface ExpressionTask {
  readonly source: string
  /** JSON text of the parts of the scope that the expression names. */
  readonly scope: string
  readonly secrets?: SecretValues | undefined
  readonly begun: Begun
  readonly limits: ThreadLimits
}

export interface ThreadLimits extends ExpressionLimits {
  /** What an evaluation may hold. */
  readonly memoryBytes: number
}

export type ExpressionReply =
  /** Without `json` the expression has found nothing. */
  { readonly kind: 'result'; readonly json?: string } | { readonly kind: 'failure'; readonly message: string }
