import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { extractPart } from './appended-parts.ts'

type Addon = Readonly<Record<string, (...parameters: unknown[]) => unknown>>

/** The part with the database's addon. */
export const ADDON = 'libsql.node'

const open = (file: string): Addon => {
  const module: { exports: Addon } = { exports: {} }
  process.dlopen(module, file)
  return module.exports
}

/** The system loads shared libraries only from files; this one is deleted as soon as it is loaded. */
const loadFrom = (parent: string): Addon => {
  const folder = mkdtempSync(join(parent, '.scriptd-'))
  try {
    const file = join(folder, ADDON)
    extractPart(ADDON, file)
    const addon = open(file)
    setEnvironmentData(ADDON, file)
    return addon
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Uses the database's folder where the temporary folder is read-only or mounted without execution. */
const load = (databasePath: string): Addon => {
  const loadedBefore = getEnvironmentData(ADDON)
  // The system knows the library by this name as long as the process lives. A second copy of SQLite in one process
  // would drop the locks of the first one, see https://www.sqlite.org/howtocorrupt.html#multiple_copies_of_sqlite_linked_into_the_same_application
  if (typeof loadedBefore === 'string') return open(loadedBefore)
  try {
    return loadFrom(tmpdir())
  } catch (error) {
    if (databasePath.startsWith(':')) throw error
    return loadFrom(dirname(databasePath))
  }
}

let loaded: Addon | undefined

/** Loads the addon on the first call, which opens a database and so names its path. */
const addon = new Proxy<Addon>(
  {},
  {
    get: (_, name: string) =>
      function call(this: unknown, ...parameters: unknown[]) {
        loaded ??= load(String(parameters[0]))
        return loaded[name]?.apply(this, parameters)
      },
  },
)

/** Replaces the function of the same name in the package `libsql`, which looks for the addon in `node_modules`. */
export const requireNative = (): Addon => addon
