import { type ApiClient, RefusedError } from '../api/client.ts'
import { createScript, type ScriptBody, toBody } from '../api/scripts.ts'
import { CommandError } from '../context.ts'
import { circleProblems, followUpsOf, withoutFollowUps } from './follow-ups.ts'
import { exportedId, type FileEntry, type FileProblem, type ScriptFile, within } from './script-file.ts'

/** A valid script of a file, normalized as the API saves it. */
export interface CheckedScript {
  readonly path: string
  readonly body: ScriptBody
  readonly exportedId: unknown
}

export interface Check {
  readonly problems: readonly FileProblem[]
  /** The scripts without problems, in order. */
  readonly scripts: readonly CheckedScript[]
}

/** Finds all problems of the scripts of a file by saving them; needs an empty API. */
export const checkScripts = async (api: ApiClient, entries: readonly FileEntry[]): Promise<Check> => {
  const problems = [...idProblems(entries), ...entries.flatMap(circleProblems)]
  const scripts: CheckedScript[] = []
  for (const entry of entries) {
    try {
      const saved = toBody(await createScript(api, withoutFollowUps(entry.content)))
      const body = { ...saved, ...followUpsOf(entry.content) }
      scripts.push({ path: entry.path, body, exportedId: exportedId(entry) })
    } catch (error) {
      if (!(error instanceof RefusedError) || error.status >= 500) throw error
      problems.push(...refusalProblems(error, entry))
    }
  }
  return { problems, scripts }
}

/** The scripts of a file. @throws CommandError that lists all problems */
export const checkedScripts = async (
  api: ApiClient,
  { name, entries }: ScriptFile,
): Promise<readonly CheckedScript[]> => {
  const { problems, scripts } = await checkScripts(api, entries)
  if (problems.length > 0) throw problemsError(name, problems)
  return scripts
}

/** An error that lists the problems of a file, one per line. */
export const problemsError = (file: string, problems: readonly FileProblem[]): CommandError =>
  new CommandError(`${file} cannot be used${problems.map((each) => `\n  ${problemLine(each)}`).join('')}`)

export const problemLine = ({ path, message }: FileProblem): string =>
  path === '' ? message : `${path}: ${message}`

const refusalProblems = ({ refusal }: RefusedError, { path }: FileEntry): FileProblem[] =>
  refusal.details.length > 0
    ? refusal.details.map((detail) => ({ path: within(path, detail.path), message: detail.message }))
    : [{ path, message: refusal.message }]

const idProblems = (entries: readonly FileEntry[]): FileProblem[] => {
  const seen = new Set<unknown>()
  return entries.flatMap((entry): FileProblem[] => {
    const id = exportedId(entry)
    const path = within(entry.path, 'id')
    if (id === undefined) return []
    if (!Number.isSafeInteger(id)) return [{ path, message: 'The id is not a whole number.' }]
    if (seen.has(id)) return [{ path, message: `Another script of the file has the id ${id}.` }]
    seen.add(id)
    return []
  })
}
