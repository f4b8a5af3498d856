import { FOLLOW_UP_KINDS } from '../../domain/triggers/trigger.ts'
import { isRecord } from '../../lib/json/is-record.ts'
import type { ScriptBody } from '../api/scripts.ts'
import type { CommandContext } from '../context.ts'
import type { KnownScript } from './calls.ts'
import { type FileEntry, type FileProblem, within } from './script-file.ts'

type Named = Readonly<Record<string, number>>

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** The ids of the scripts that run when executions of this one have ended, by field. */
export const followUpsOf = (content: unknown): Named =>
  Object.fromEntries(
    FOLLOW_UP_KINDS.flatMap((kind) => {
      const id = isRecord(content) ? content[kind] : undefined
      return isId(id) ? [[kind, id] as const] : []
    }),
  )

/** The script without them, for an API that does not have the others yet. */
export const withoutFollowUps = (content: unknown): unknown =>
  isRecord(content) ? { ...content, ...mapped(followUpsOf(content), () => null) } : content

/**
 * The script with them replaced by `ids`. Without one there, an id is kept if a script has it; otherwise none is named,
 * as the API would refuse it.
 */
export const withFollowUps = (
  body: ScriptBody,
  ids: ReadonlyMap<unknown, number>,
  existing: ReadonlySet<number>,
): ScriptBody => ({
  ...body,
  ...mapped(followUpsOf(body), (id) => ids.get(id) ?? (existing.has(id) ? id : null)),
})

/** Scripts that name themselves. */
export const cycleProblems = ({ path, content }: FileEntry): FileProblem[] =>
  Object.entries(followUpsOf(content)).flatMap(([kind, id]) =>
    isRecord(content) && content.id === id
      ? [{ path: within(path, kind), message: 'A script cannot be its own on_failure or on_success.' }]
      : [],
  )

/** Warns of named scripts that are not in the file. */
export const printFollowUpNotes = ({ stderr }: CommandContext, scripts: readonly KnownScript[]): void => {
  const inside = new Set(scripts.map(({ exportedId }) => exportedId))
  for (const { path, body } of scripts) {
    for (const [kind, id] of Object.entries(followUpsOf(body)).filter(([, named]) => !inside.has(named)))
      stderr.write(
        `scriptd: note: ${within(path, kind)}: Script ${id} is not in the file. The id is kept where a script has it.\n`,
      )
  }
}

const mapped = <T>(named: Named, change: (id: number) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(named).map(([kind, id]) => [kind, change(id)]))
