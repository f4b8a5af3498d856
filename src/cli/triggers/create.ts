import type { z } from 'zod'
import { isRecord } from '../../lib/json/is-record.ts'
import type { ApiClient } from '../api/client.ts'
import { findScript } from '../api/scripts.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { type JsonSource, readJsonSource } from '../json-source.ts'
import { pathOf, type TriggerKind } from './kind.ts'

export interface NewTrigger {
  readonly kind: TriggerKind
  /** The id or name of the script that it starts. */
  readonly script: string
  /** Fields that are given as flags. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Any fields as the API takes them; those that are given as flags win. */
  readonly further?: JsonSource | undefined
}

/** Creates a trigger; it has the name of its script unless another is given. */
export const createTrigger = async <T>(
  api: ApiClient,
  schema: z.ZodType<T>,
  { kind, script, fields, further = { value: {} } }: NewTrigger,
  context: CommandContext,
): Promise<T> => {
  const more = await readJsonSource(further, context)
  if (!isRecord(more)) throw new CommandError('--fields must be a JSON object')
  const { id, name } = await findScript(api, script)
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const body = { name, ...more, ...given, script_id: id }
  return api.call(schema, 'POST', pathOf(kind), { body })
}
