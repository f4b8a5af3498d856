import { CommandError } from '../../context.ts'
import type { ScriptFile } from '../../scripts/script-file.ts'

/** The id of the script of a file that is to run. @throws CommandError when it is not clear which */
export const chooseId = (
  { name: file }: ScriptFile,
  ids: ReadonlyMap<string, number>,
  chosen?: string,
): number => {
  const names = [...ids.keys()]
  const [name, ...others] = chosen === undefined ? names : names.filter((each) => each === chosen)
  const id = ids.get(name ?? '')
  if (id === undefined) throw new CommandError(`${file} has no script${chosen && ` named "${chosen}"`}`)
  if (others.length === 0) return id
  throw new CommandError(`${file} has several scripts, choose one with --script: ${names.join(', ')}`)
}
