import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord } from '../../lib/json/is-record.ts'
import { type CommandContext, CommandError } from '../context.ts'
import { displayName, readDocument, STANDARD_INPUT } from '../documents.ts'

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

/** Reads a file, or all files of a folder. */
export const readScripts = async (
  source: string,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ScriptFile> =>
  source !== STANDARD_INPUT && (await isFolder(source))
    ? readFolder(source, context)
    : readScriptFile(source, context)

const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** All scripts of the files in a folder and below, in the order of their names. */
const readFolder = async (
  folder: string,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ScriptFile> => {
  const found = await readdir(folder, { recursive: true })
  const files = found.filter((file) => /\.(json|ya?ml)$/i.test(file)).sort()
  if (files.length === 0) throw new CommandError(`${folder} contains no .json, .yaml or .yml file`)
  const entries: FileEntry[] = []
  for (const file of files) {
    const inFile = await readScriptFile(join(folder, file), context)
    entries.push(...inFile.entries.map(({ path, content }) => ({ path: within(`${file}:`, path), content })))
  }
  return { name: folder, entries }
}

/** The id of the script where it was exported; calls in the same file refer to it. */
export const exportedId = ({ content }: FileEntry): unknown => (isRecord(content) ? content.id : undefined)

/** The path of a file in a folder ends with a colon. */
export const within = (path: string, rest: string): string =>
  [path, rest].filter((part) => part !== '').join(path.endsWith(':') ? ' ' : '.')
