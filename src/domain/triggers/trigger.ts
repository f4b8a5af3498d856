/** Of executions that start because another one has ended; their own ends start no others. */
export const FOLLOW_UP_KINDS = ['on_failure', 'on_success'] as const
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]

export const TRIGGER_KINDS = ['api', 'batch', 'retry', 'schedule', 'webhook', ...FOLLOW_UP_KINDS] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

/** What started an execution. */
export interface Trigger {
  readonly kind: TriggerKind
  /** Of the batch, of the execution that is retried or that has ended, of the schedule, or of the webhook; `null` for a request. */
  readonly id: string | null
  /** The time of the tick, or when a request wanted it to start, ISO-8601; `null` for what started at once. */
  readonly scheduled_at: string | null
  /** Of a webhook whose deliveries have ids. */
  readonly delivery_id?: string
}

/** A trigger as a line of the log shows it. */
export const triggerFields = ({ kind, id, scheduled_at, delivery_id }: Trigger) => ({
  trigger: kind,
  ...(id !== null && { trigger_id: id }),
  ...(scheduled_at !== null && { scheduled_at }),
  ...(delivery_id !== undefined && { delivery_id }),
})

/** Of a request to execute a script. */
export const API_TRIGGER: Trigger = { kind: 'api', id: null, scheduled_at: null }
