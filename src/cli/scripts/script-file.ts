import { isRecord } from '../../lib/json/is-record.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { readDocument, spokenName } from '../documents.ts'

export interface FileProblem {
  /** Dotted place in the file. */
  readonly path: string
  readonly message: string
}

/** A script as it stands in a file; whether it is one is not known yet. */
export interface FileEntry {
  /** Its dotted place in the file; empty when the file has nothing else. */
  readonly path: string
  readonly content: unknown
}

export interface ScriptFile {
  /** For messages. */
  readonly name: string
  readonly entries: readonly FileEntry[]
}

/** Reads a file that holds one script as the API takes it, or `{scripts: […]}` as `export` writes it. */
export const readScriptFile = async (
  file: string,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ScriptFile> => {
  const name = spokenName(file)
  const document = await readDocument(file, context)
  if (!isRecord(document)) throw new CommandError(`${name} holds no script`)
  const { scripts, ...rest } = document
  if (scripts === undefined) return { name, entries: [{ path: '', content: document }] }
  const [other] = Object.keys(rest)
  if (other !== undefined) throw new CommandError(`${name} has "${other}" beside its "scripts"`)
  if (!Array.isArray(scripts)) throw new CommandError(`the "scripts" of ${name} are no list`)
  return { name, entries: scripts.map((content, index) => ({ path: `scripts.${index}`, content })) }
}

/** The number that a script had where it was exported, and that calls in the same file know it by. */
export const exportedId = ({ content }: FileEntry): unknown => (isRecord(content) ? content.id : undefined)

export const within = (path: string, rest: string): string =>
  [path, rest].filter((part) => part !== '').join('.')
