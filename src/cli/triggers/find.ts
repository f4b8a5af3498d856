import type { z } from 'zod'
import type { ApiClient } from '../api/client.ts'
import { Trigger } from '../api/schema.ts'
import { findScript } from '../api/scripts.ts'
import { CommandError } from '../context.ts'
import { pathOf, type TriggerKind } from './kind.ts'

export interface TriggerFilter {
  /** The id or name of a script. */
  readonly script?: string
}

/** All triggers of a kind, or those of one script. */
export const listTriggers = async <T>(
  api: ApiClient,
  kind: TriggerKind,
  schema: z.ZodType<T>,
  { script }: TriggerFilter = {},
): Promise<T[]> => {
  const filter = script === undefined ? {} : { script_id: String((await findScript(api, script)).id) }
  return Array.fromAsync(api.list(schema, pathOf(kind), filter))
}

/** The id of the trigger that an argument means, by its id or by a name that no other has. @throws CommandError */
export const triggerId = async (api: ApiClient, kind: TriggerKind, text: string): Promise<number> => {
  if (/^\d+$/.test(text)) return Number(text)
  const all = await listTriggers(api, kind, Trigger)
  const [found, ...others] = all.filter(({ name }) => name.normalize() === text.normalize())
  if (!found) throw new CommandError(`there is no ${kind} "${text}"; "scriptd ${kind}s list" shows them`)
  if (others.length === 0) return found.id
  const ids = [found, ...others].map(({ id }) => id).join(', ')
  throw new CommandError(`several ${kind}s have the name "${text}", choose one by its id: ${ids}`)
}
