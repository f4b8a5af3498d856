import { z } from 'zod'
import { withApi } from '../api/connect.ts'
import type { CommandTarget } from '../api/find-server.ts'
import { Trigger } from '../api/schema.ts'
import { triggerId } from './find.ts'
import { pathOf, type TriggerKind } from './kind.ts'

export interface ChosenTrigger {
  readonly kind: TriggerKind
  /** An id, or a name that no other has. */
  readonly chosen: string
}

/** Pauses or resumes a trigger. */
export const enableTrigger = async (
  target: CommandTarget,
  { kind, chosen }: ChosenTrigger,
  enabled: boolean,
): Promise<void> => {
  const { id, name } = await withApi(target, async (api) =>
    api.call(Trigger, 'PATCH', pathOf(kind, await triggerId(api, kind, chosen)), { body: { enabled } }),
  )
  target.context.stderr.write(`${kind} ${id} "${name}" is ${enabled ? 'resumed' : 'paused'}\n`)
}

export const deleteTrigger = async (
  target: CommandTarget,
  { kind, chosen }: ChosenTrigger,
): Promise<void> => {
  const id = await withApi(target, async (api) => {
    const found = await triggerId(api, kind, chosen)
    await api.call(z.unknown(), 'DELETE', pathOf(kind, found))
    return found
  })
  target.context.stderr.write(`${kind} ${id} was deleted\n`)
}
