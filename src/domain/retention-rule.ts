/** How many finished executions are kept, and for how long; 0 or `undefined` for no limit. */
export interface RetentionRule {
  readonly days?: number | undefined
  readonly count?: number | undefined
}
