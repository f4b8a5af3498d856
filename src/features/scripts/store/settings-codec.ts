import { getTableColumns } from 'drizzle-orm'
import { scripts } from '../../../db/schema.ts'

const NAMES = [
  'name',
  'description',
  'active',
  'execution_order',
  'retention',
  'strict',
  'tags',
  'timeout_ms',
  'max_concurrent',
  'on_max_concurrent',
  'on_failure',
  'on_success',
] as const
type Name = (typeof NAMES)[number]

const pick = <T extends Readonly<Record<Name, unknown>>>(from: T) =>
  Object.fromEntries(NAMES.map((name) => [name, from[name]])) as Pick<T, Name>

export const settingColumns = pick(getTableColumns(scripts))

/** What clients decide about a script in addition to its graph, as it is stored. */
export type ScriptSettings = Readonly<Pick<typeof scripts.$inferSelect, Name>>

/** The settings of a script without everything else that it has. */
export const settingsOf = (script: ScriptSettings): ScriptSettings => pick(script)

const stored = (value: ScriptSettings[Name]): string | number | null => {
  if (typeof value === 'boolean') return Number(value)
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value
}

/** The values of the columns, in their order, as arguments of a statement. */
export const settingValues = (script: ScriptSettings): (string | number | null)[] =>
  NAMES.map((name) => stored(script[name]))
