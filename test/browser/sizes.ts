import { gzipSync } from 'node:zlib'

export interface PageFile {
  readonly name: string
  readonly bytes: number
  /** The files that the browser loads together with it. */
  readonly imports: readonly string[]
  /** Those that it loads later or never. */
  readonly later: readonly string[]
}

const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name)

const HASHED = String.raw`([\w.-]+-[A-Z0-9]{8}\.(?:js|css))`

const readPageFile = async (base: string, name: string): Promise<PageFile> => {
  const text = await (await fetch(base + name)).text()
  const imports = namesIn(text, new RegExp(String.raw`(?:from|import)\s*"\./${HASHED}"`, 'g'))
  // Chunks, workers and style sheets are named by their addresses.
  const later = namesIn(text, new RegExp(String.raw`["'\`]\./${HASHED}["'\`]`, 'g'))
  return {
    name,
    bytes: gzipSync(text, { level: 9 }).length,
    imports,
    later: later.filter((each) => !imports.includes(each)),
  }
}

/** All files of the page as the server has them, by name, and those that its start needs. */
export const readPageFiles = async (base: string) => {
  const index = await (await fetch(base)).text()
  const first = namesIn(index, new RegExp(`"${HASHED}"`, 'g'))
  const files = new Map<string, PageFile>()
  const read = async (name: string): Promise<void> => {
    if (name === '' || files.has(name)) return
    const file = await readPageFile(base, name)
    files.set(name, file)
    for (const other of [...file.imports, ...file.later]) await read(other)
  }
  for (const name of first) await read(name)
  return { files, first }
}

/** The names of files and of what they load at once. */
export const closure = (
  files: ReadonlyMap<string, PageFile>,
  names: readonly string[],
): ReadonlySet<string> => {
  const all = new Set<string>()
  const add = (name: string): void => {
    if (all.has(name)) return
    all.add(name)
    for (const other of files.get(name)?.imports ?? []) add(other)
  }
  for (const name of names) add(name)
  return all
}
