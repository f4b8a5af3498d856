import { isForeignKeyViolation } from '../../db/errors.ts'
import { AppError, type Problem } from '../../domain/errors.ts'
import { FOLLOW_UP_KINDS, type FollowUpKind } from '../../domain/triggers/trigger.ts'
import type { ScriptRepository } from './store/repository.ts'

/** The scripts that a script names must exist and be others. @param id of the script itself, unless it is a new one */
export const followUpProblems = async (
  repository: ScriptRepository,
  settings: Readonly<Record<FollowUpKind, number | null>>,
  id?: number,
): Promise<Problem[]> => {
  const named = FOLLOW_UP_KINDS.flatMap((path) => {
    const script = settings[path]
    return script === null ? [] : [{ path, script }]
  })
  if (named.length === 0) return []
  const known = await repository.existing(named.map(({ script }) => script))
  return named.flatMap(({ path, script }): Problem[] => {
    if (script === id) return [{ path, code: 'script_follows_itself' }]
    return known.has(script) ? [] : [{ path, code: 'unknown_script', values: { id: script } }]
  })
}

/** To be called with the error of a deletion, which fails while other scripts name the script. */
export const throwReferenced = async (
  repository: ScriptRepository,
  id: number,
  error: unknown,
): Promise<never> => {
  if (!isForeignKeyViolation(error)) throw error
  const scripts = (await repository.followedBy(id)).join(', ')
  throw new AppError('SCRIPT_REFERENCED', { values: { id, scripts }, cause: error })
}
