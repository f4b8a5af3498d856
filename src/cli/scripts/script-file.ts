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

/** An unvalidated script or variable of a file. */
export interface FileEntry {
  /** Dotted path in the file; empty when the script is the whole file. */
  readonly path: string
  readonly content: unknown
}

export interface ScriptFile {
  /** For messages. */
  readonly name: string
  readonly entries: readonly FileEntry[]
  readonly variables: readonly FileEntry[]
}

/**
 * Reads a file with one script in the form of the API, or with `{scripts: […], variables: […]}` as `export` writes it;
 * one of the two may be missing.
 */
export const readScriptFile = async (
  file: string,
  context: Pick<CommandContext, 'readInput'>,
): Promise<ScriptFile> => {
  const name = displayName(file)
  const document = await readDocument(file, context)
  if (!isRecord(document)) throw new CommandError(`${name} does not contain a script`)
  const { scripts = [], variables = [], ...rest } = document
  if (document.scripts === undefined && document.variables === undefined)
    return { name, entries: [{ path: '', content: document }], variables: [] }
  const [other] = Object.keys(rest)
  if (other !== undefined) {
    const list = document.scripts === undefined ? 'variables' : 'scripts'
    throw new CommandError(`${name} has "${other}" next to "${list}"`)
  }
  const toEntries = (list: unknown, field: string): FileEntry[] => {
    if (!Array.isArray(list)) throw new CommandError(`"${field}" in ${name} is not a list`)
    return list.map((content, index) => ({ path: `${field}.${index}`, content }))
  }
  return { name, entries: toEntries(scripts, 'scripts'), variables: toEntries(variables, 'variables') }
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
  const variables: FileEntry[] = []
  for (const file of files) {
    const inFile = await readScriptFile(join(folder, file), context)
    const inFolder = ({ path, content }: FileEntry) => ({ path: within(`${file}:`, path), content })
    entries.push(...inFile.entries.map(inFolder))
    variables.push(...inFile.variables.map(inFolder))
  }
  return { name: folder, entries, variables }
}

/** The id of the script where it was exported; calls in the same file refer to it. */
export const exportedId = ({ content }: FileEntry): unknown => (isRecord(content) ? content.id : undefined)

/** The path of a file in a folder ends with a colon. */
export const within = (path: string, rest: string): string =>
  [path, rest].filter((part) => part !== '').join(path.endsWith(':') ? ' ' : '.')
