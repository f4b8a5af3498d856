import { z } from 'zod'

// The parts of API responses that commands read.

/** Validates without parsing: parsing would reorder members and drop those that the schema does not name. */
const validated = <T>(schema: z.ZodType<T>) => z.custom<T>((value) => schema.safeParse(value).success)

const Failure = z.object({ code: z.string(), message: z.string() })

const nodeResult = z.object({
  node_id: z.string(),
  path: z.string().optional(),
  type: z.string(),
  status: z.string(),
  port: z.string().optional(),
  error: Failure.optional(),
  warnings: z.array(z.object({ message: z.string() })).optional(),
  attempts: z.int(),
  duration_ms: z.int().nullable(),
})
export const NodeResult = validated(nodeResult)
export type NodeResult = z.output<typeof NodeResult>

export const Execution = validated(
  z.object({
    id: z.string(),
    status: z.string(),
    output: z.unknown(),
    error: Failure.nullable(),
    results: z.array(nodeResult),
    duration_ms: z.int().nullable(),
  }),
)
export type Execution = z.output<typeof Execution>

const summary = { id: z.int(), name: z.string(), version: z.int() }
export const ScriptSummary = validated(z.object(summary))
export type ScriptSummary = z.output<typeof ScriptSummary>

const ScriptNode = z.object({
  id: z.string(),
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()),
})
export type ScriptNode = z.output<typeof ScriptNode>

export const Script = validated(z.looseObject({ ...summary, nodes: z.array(ScriptNode).readonly() }))
export type Script = z.output<typeof Script>

export const Stats = validated(z.looseObject({ stats: z.record(z.string(), z.int()) }))

const apiKey = {
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
}
export const ApiKey = z.object(apiKey)
export type ApiKey = z.output<typeof ApiKey>
export const CreatedApiKey = z.object({ ...apiKey, key: z.string() })

export const Secret = z.object({ name: z.string(), created_at: z.string(), updated_at: z.string() })
export const DeletedSecret = Secret.pick({ name: true })

export const Variable = z.object({
  name: z.string(),
  value: z.unknown(),
  description: z.string().nullable(),
  updated_at: z.string(),
})
export type Variable = z.output<typeof Variable>
export const DeletedVariable = Variable.pick({ name: true })

const trigger = { id: z.int(), script_id: z.int(), name: z.string(), enabled: z.boolean(), version: z.int() }
/** A schedule or a webhook. */
export const Trigger = z.looseObject(trigger)
export type Trigger = z.output<typeof Trigger>

export const Schedule = z.looseObject({
  ...trigger,
  cron: z.string().nullable(),
  every_ms: z.int().nullable(),
  at: z.string().nullable(),
  timezone: z.string(),
  next_times: z.array(z.string()),
  last: z.object({ time: z.string(), outcome: z.string(), status: z.string().nullable() }).nullable(),
})
export type Schedule = z.output<typeof Schedule>

export const ScheduleTick = z.object({
  outcome: z.string(),
  reason: z.string().nullable(),
  execution_id: z.string().nullable(),
})

export const Webhook = z.looseObject({ ...trigger, methods: z.array(z.string()) })
export type Webhook = z.output<typeof Webhook>

/** `path` contains the token, which is shown only once. */
export const WebhookWithToken = z.object({ ...trigger, path: z.string() })
export const RotatedWebhook = WebhookWithToken.extend({ old_token_until: z.string() })

export const TriggeredDelivery = z.object({
  verdict: z.string(),
  reason: z.string().nullable(),
  execution_id: z.string().nullable(),
  error: z.string().optional(),
})

export const FileEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.string(),
  size: z.int().nullable(),
  modified_at: z.string(),
})
export type FileEntry = z.output<typeof FileEntry>

export const Rotation = z.object({ secrets: z.int(), resealed: z.int(), unneeded_keys: z.array(z.int()) })

export const Refusal = z.object({
  error_code: z.string(),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).default([]),
})
export type Refusal = z.output<typeof Refusal>
