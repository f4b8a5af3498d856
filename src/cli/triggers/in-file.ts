import { isRecord } from '../../lib/json/is-record.ts'
import { systemClock } from '../../lib/time/clock.ts'
import type { ApiClient } from '../api/client.ts'
import { Trigger } from '../api/schema.ts'
import { pathOf, TRIGGER_KINDS, type TriggerKind } from './kind.ts'

/** A trigger as a file has it, within the script that it starts: without ids, and without a token. */
export type TriggerBody = Readonly<Record<string, unknown>> & Pick<Trigger, 'name'>

/** The triggers of one kind that a script of a file has. */
export interface FileTriggers {
  readonly kind: TriggerKind
  readonly bodies: readonly TriggerBody[]
  /** Names of schedules that would not start any more; the API would refuse them. */
  readonly over: readonly string[]
}

/** The field of a script in a file that lists its triggers. */
export const fieldOf = (kind: TriggerKind): `${TriggerKind}s` => `${kind}s`

/** The trigger without what its server decides. */
export const toTriggerBody = (trigger: Trigger): TriggerBody => {
  const {
    id: _id,
    script_id: _script,
    next_times: _next,
    last: _last,
    missed: _missed,
    token: _token,
    path: _path,
    version: _version,
    created_at: _created,
    updated_at: _updated,
    ...body
  } = trigger
  return body
}

/** A script of a file without its triggers, and those. */
export const splitTriggers = (content: unknown): { script: unknown; triggers: Map<TriggerKind, unknown> } => {
  const triggers = new Map<TriggerKind, unknown>()
  if (!isRecord(content)) return { script: content, triggers }
  const script = { ...content }
  for (const kind of TRIGGER_KINDS) {
    const field = fieldOf(kind)
    if (Object.hasOwn(script, field)) triggers.set(kind, script[field])
    delete script[field]
  }
  return { script, triggers }
}

/** Whether it is a schedule whose single start, or whose end, has passed. */
export const hasPassed = (trigger: unknown): boolean =>
  isRecord(trigger) &&
  [trigger.at, trigger.ends_at].some(
    (time) => typeof time === 'string' && Date.parse(time) <= systemClock.now(),
  )

/** The triggers of scripts in the form of a file, by the ids of their scripts. */
export const readTriggers = async (
  api: ApiClient,
  scriptIds: readonly number[] | 'all',
): Promise<ReadonlyMap<number, Readonly<Record<string, readonly TriggerBody[]>>>> => {
  const found = new Map<number, Record<string, TriggerBody[]>>()
  const filters = scriptIds === 'all' ? [{}] : scriptIds.map((id) => ({ script_id: String(id) }))
  for (const kind of TRIGGER_KINDS) {
    for (const filter of filters) {
      for await (const trigger of api.list(Trigger, pathOf(kind), filter)) {
        if (hasPassed(trigger)) continue
        const lists = found.get(trigger.script_id) ?? {}
        found.set(trigger.script_id, lists)
        lists[fieldOf(kind)] = [...(lists[fieldOf(kind)] ?? []), toTriggerBody(trigger)]
      }
    }
  }
  return found
}

/** The secret by which senders show that they may call a webhook. */
export const signingSecret = ({ auth }: Readonly<Record<string, unknown>>): string | undefined =>
  isRecord(auth) && typeof auth.secret === 'string' ? auth.secret : undefined
