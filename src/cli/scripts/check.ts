import type { ApiClient } from '../api/client.ts'
import { createScript, type ScriptBody, toBody } from '../api/scripts.ts'
import { CommandError } from '../context.ts'
import { type FileTriggers, splitTriggers } from '../triggers/in-file.ts'
import { checkTriggers, checkVariables, refusalProblems, type VariableBody } from './check-parts.ts'
import { cycleProblems, followUpsOf, withoutFollowUps } from './follow-ups.ts'
import { exportedId, type FileEntry, type FileProblem, type ScriptFile, within } from './script-file.ts'

/** A valid script of a file, normalized as the API saves it. */
export interface CheckedScript {
  readonly path: string
  readonly body: ScriptBody
  readonly exportedId: unknown
  readonly triggers: readonly FileTriggers[]
}

export interface CheckedFile {
  /** The scripts without problems, in order. */
  readonly scripts: readonly CheckedScript[]
  readonly variables: readonly VariableBody[]
}

export interface Check extends CheckedFile {
  readonly problems: readonly FileProblem[]
}

type FileContent = Pick<ScriptFile, 'entries' | 'variables'>

/** Finds all problems of what a file has by saving it; needs an empty API. */
export const checkFile = async (api: ApiClient, { entries, variables }: FileContent): Promise<Check> => {
  const problems = [...idProblems(entries), ...entries.flatMap(cycleProblems)]
  const scripts: CheckedScript[] = []
  for (const entry of entries) {
    const { path, content } = entry
    const { script, triggers: lists } = splitTriggers(content)
    try {
      const saved = await createScript(api, withoutFollowUps(script))
      const triggers = await checkTriggers(api, { scriptId: saved.id, path, lists }, problems)
      const body = { ...toBody(saved), ...followUpsOf(script) }
      scripts.push({ path, body, exportedId: exportedId(entry), triggers })
    } catch (error) {
      problems.push(...refusalProblems(error, path))
    }
  }
  return { problems, scripts, variables: await checkVariables(api, variables, problems) }
}

/** What a file has. @throws CommandError that lists all problems */
export const checkedFile = async (api: ApiClient, file: ScriptFile): Promise<CheckedFile> => {
  const { problems, ...checked } = await checkFile(api, file)
  if (problems.length > 0) throw problemsError(file.name, problems)
  return checked
}

/** An error that lists the problems of a file, one per line. */
export const problemsError = (file: string, problems: readonly FileProblem[]): CommandError =>
  new CommandError(`${file} cannot be used${problems.map((each) => `\n  ${problemLine(each)}`).join('')}`)

export const problemLine = ({ path, message }: FileProblem): string =>
  path === '' ? message : `${path}: ${message}`

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
