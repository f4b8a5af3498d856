import { isDeepStrictEqual } from 'node:util'
import type { ApiClient } from '../api/client.ts'
import { Trigger } from '../api/schema.ts'
import { type FileTriggers, signingSecret, type TriggerBody, toTriggerBody } from './in-file.ts'
import { pathOf, type TriggerKind } from './kind.ts'

export interface ImportedTrigger {
  /** `kept` if the file does not have it, `waiting` if the secret that it needs is missing. */
  readonly action: 'created' | 'replaced' | 'unchanged' | 'kept' | 'waiting'
  readonly kind: TriggerKind
  readonly name: string
  /** `undefined` for one that a dry run would create. */
  readonly id: number | undefined
}

export interface TriggerImport {
  /** `undefined` for a script that a dry run would create. */
  readonly scriptId: number | undefined
  readonly triggers: readonly FileTriggers[]
  /** Names of secrets that are needed, and not there. */
  readonly missingSecrets: readonly string[]
  /** Only reports what would be done. */
  readonly isDryRun: boolean
}

/** Creates or replaces the triggers of a script by their names; of several with one name, in their order. */
export async function* importTriggers(
  api: ApiClient,
  { scriptId, triggers, missingSecrets, isDryRun }: TriggerImport,
): AsyncGenerator<ImportedTrigger> {
  const change = isDryRun ? plan : store
  for (const { kind, bodies, over } of triggers) {
    const left = await storedTriggers(api, kind, scriptId)
    for (const body of bodies) {
      const index = left.findIndex(({ name }) => name === body.name)
      const [before] = index < 0 ? [] : left.splice(index, 1)
      const save = isWaiting(body, before, missingSecrets) ? wait : change
      yield { kind, name: body.name, ...(await save(api, { kind, body, before, scriptId })) }
    }
    const kept = left.filter(({ name }) => !over.includes(name))
    yield* kept.map(({ id, name }) => ({ action: 'kept' as const, kind, name, id }))
  }
}

/** Whether the API would refuse it because of a secret; one that it has already is not looked at. */
const isWaiting = (body: TriggerBody, before: Trigger | undefined, missing: readonly string[]): boolean => {
  const secret = signingSecret(body)
  return secret !== undefined && missing.includes(secret) && !isDeepStrictEqual(before?.auth, body.auth)
}

const storedTriggers = async (
  api: ApiClient,
  kind: TriggerKind,
  scriptId: number | undefined,
): Promise<Trigger[]> =>
  scriptId === undefined
    ? []
    : Array.fromAsync(api.list(Trigger, pathOf(kind), { script_id: String(scriptId) }))

interface Change {
  readonly kind: TriggerKind
  readonly body: TriggerBody
  readonly before: Trigger | undefined
  readonly scriptId: number | undefined
}

type Outcome = Pick<ImportedTrigger, 'action' | 'id'>

const store = async (api: ApiClient, { kind, body, before, scriptId }: Change): Promise<Outcome> => {
  const content = { body: { ...body, script_id: scriptId } }
  if (!before) return { action: 'created', id: (await api.call(Trigger, 'POST', pathOf(kind), content)).id }
  const { id, version } = await api.call(Trigger, 'PUT', pathOf(kind, before.id), content)
  return { action: version === before.version ? 'unchanged' : 'replaced', id }
}

const wait = async (_api: ApiClient, { before }: Change): Promise<Outcome> => ({
  action: 'waiting',
  id: before?.id,
})

const plan = async (_api: ApiClient, { body, before }: Change): Promise<Outcome> => {
  if (!before) return { action: 'created', id: undefined }
  const isSame = isDeepStrictEqual(toTriggerBody(before), body)
  return { action: isSame ? 'unchanged' : 'replaced', id: before.id }
}
