import { isRecord } from '../../lib/json/is-record.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { displayName, readDocument } from '../documents.ts'

export interface FileProblem {
  /** Dotted path in the file. */
  readonly path: string
  readonly message: string
}

/** An unvalidated script of a file. */
export interface FileEntry {
  /** Dotted path in the file; empty when the script is the whole file. */
  readonly path: string
  readonly content: unknown
}

export interface ScriptFile {
  /** For messages. */
  readonly name: string
  readonly entries: readonly FileEntry[]
}

/** Reads a file with one script in the form of the API, or with `{scripts: […]}` as `export` writes it. */
export const readScriptFile = async (
  file: string,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ScriptFile> => {
  const name = displayName(file)
  const document = await readDocument(file, context)
  if (!isRecord(document)) throw new CommandError(`${name} does not contain a script`)
  const { scripts, ...rest } = document
  if (scripts === undefined) return { name, entries: [{ path: '', content: document }] }
  const [other] = Object.keys(rest)
  if (other !== undefined) throw new CommandError(`${name} has "${other}" next to "scripts"`)
  if (!Array.isArray(scripts)) throw new CommandError(`"scripts" in ${name} is not a list`)
  return { name, entries: scripts.map((content, index) => ({ path: `scripts.${index}`, content })) }
}

/** The id of the script where it was exported; calls in the same file refer to it. */
export const exportedId = ({ content }: FileEntry): unknown => (isRecord(content) ? content.id : undefined)

export const within = (path: string, rest: string): string =>
  [path, rest].filter((part) => part !== '').join('.')
