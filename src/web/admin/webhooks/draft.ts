import type { Schemas } from '../../lib/api.ts'
import type { AuthDraft } from './auth-draft.ts'
import { emptyAuth, toAuth, toAuthDraft } from './auth-draft.ts'

export type Webhook = Schemas['Webhook']
type NewWebhook = Schemas['NewWebhook']

export const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
] as const satisfies readonly Schemas['HookMethod'][]

const SECOND_MS = 1000

/** A webhook as it is typed; empty texts stand for what is not set. */
export interface Draft {
  readonly name: string
  readonly scriptId: string
  readonly methods: readonly Schemas['HookMethod'][]
  readonly auth: AuthDraft
  readonly respond: Schemas['WebhookAnswer']
  readonly respondSeconds: string
  readonly deliveryId: string
  readonly filter: string
  readonly rateLimit: string
  readonly maxBodyBytes: string
  readonly raw: boolean
}

export const emptyDraft = (scriptId: string, name = ''): Draft => ({
  name,
  scriptId,
  methods: ['POST'],
  auth: emptyAuth,
  respond: 'accepted',
  respondSeconds: '',
  deliveryId: '',
  filter: '',
  rateLimit: '',
  maxBodyBytes: '',
  raw: false,
})

const textOf = (value: number | null): string => (value === null ? '' : String(value))

export const toDraft = (webhook: Webhook): Draft => ({
  name: webhook.name,
  scriptId: String(webhook.script_id),
  methods: webhook.methods,
  auth: toAuthDraft(webhook.auth),
  respond: webhook.respond,
  respondSeconds: textOf(webhook.respond_timeout_ms && webhook.respond_timeout_ms / SECOND_MS),
  deliveryId: webhook.delivery_id ?? '',
  filter: webhook.filter ?? '',
  rateLimit: textOf(webhook.rate_limit),
  maxBodyBytes: textOf(webhook.max_body_bytes),
  raw: webhook.raw,
})

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

export const toNewWebhook = (draft: Draft): NewWebhook => {
  const seconds = numberOf(draft.respondSeconds)
  return {
    name: draft.name,
    script_id: Number(draft.scriptId),
    methods: [...draft.methods],
    auth: toAuth(draft.auth),
    respond: draft.respond,
    respond_timeout_ms: seconds === null ? null : Math.round(seconds * SECOND_MS),
    delivery_id: draft.deliveryId.trim() || null,
    filter: draft.filter.trim() || null,
    rate_limit: numberOf(draft.rateLimit),
    max_body_bytes: numberOf(draft.maxBodyBytes),
    raw: draft.raw,
  }
}

/** Whether it has more than a new one, in the fields that are folded at first. */
export const hasOptions = (draft: Draft): boolean => {
  const plain = emptyDraft(draft.scriptId)
  const folded = ['respondSeconds', 'deliveryId', 'filter', 'rateLimit', 'maxBodyBytes', 'raw'] as const
  return folded.some((field) => draft[field] !== plain[field])
}
