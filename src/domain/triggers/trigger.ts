export const TRIGGER_KINDS = ['api', 'batch', 'retry', 'schedule', 'webhook'] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** What started an execution. */
export interface Trigger {
  readonly kind: TriggerKind
  /** Of the batch, of the execution that is retried, of the schedule, or of the webhook; `null` for a request. */
  readonly id: string | null
  /** The time of the tick, ISO-8601; `null` for what no schedule has started. */
  readonly scheduled_at: string | null
  /** Of a webhook whose deliveries have ids. */
  readonly delivery_id?: string
}

/** Of a request to execute a script. */
export const API_TRIGGER: Trigger = { kind: 'api', id: null, scheduled_at: null }
