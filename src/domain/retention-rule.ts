/** How much is kept of ended executions; 0 or nothing for no limit. */
export interface RetentionRule {
  readonly days?: number | undefined
  readonly count?: number | undefined
}
