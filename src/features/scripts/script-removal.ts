import { deleteSome } from '../../domain/lists/deletion.ts'
import { DELETION_ERRORS, type ScriptDeletion, type ScriptDeletions } from './schema.ts'
import type { ScriptRepository } from './store/repository.ts'

/** Removes the scripts that a request selects, and returns the outcome for each. */
export const removeScripts = (
  { filter = {}, ...selection }: ScriptDeletion,
  repository: ScriptRepository,
  remove: (id: number) => Promise<void>,
): Promise<ScriptDeletions> =>
  deleteSome(selection, {
    find: (limit) => repository.ids({ ...filter, limit }),
    remove,
    expected: DELETION_ERRORS,
  })
