export const TRIGGER_KINDS = ['api', 'batch', 'retry', 'schedule'] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** What started an execution. */
export interface Trigger {
  readonly kind: TriggerKind
  /** Of the batch, of the execution that is retried, or of the schedule; `null` for a request. */
  readonly id: string | null
  /** The time of the tick, ISO-8601; `null` for what no schedule has started. */
  readonly scheduled_at: string | null
}

/** Of a request to execute a script. */
export const API_TRIGGER: Trigger = { kind: 'api', id: null, scheduled_at: null }
