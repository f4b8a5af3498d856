import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extractPart } from './own-parts.ts'

type Addon = Readonly<Record<string, (...parameters: unknown[]) => unknown>>

export const ADDON = 'libsql.node'

/** The system loads shared libraries from files only; the file is gone again as soon as it is loaded. */
const loadIn = (folder: string): Addon => {
  const place = mkdtempSync(join(folder, '.scriptd-'))
  try {
    const file = join(place, ADDON)
    extractPart(ADDON, file)
    const module: { exports: Addon } = { exports: {} }
    process.dlopen(module, file)
    return module.exports
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Where the temporary folder cannot be written to, or nothing in it may be run, the database's folder serves. */
const load = (databasePath: string): Addon => {
  try {
    return loadIn(tmpdir())
  } catch (error) {
    if (databasePath.startsWith(':')) throw error
    return loadIn(dirname(databasePath))
  }
}

let loaded: Addon | undefined

/** Stands for the addon's exports. The first call opens a database, so that its path is known by then. */
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

/** What the package `libsql` calls instead of looking for a file of its own. */
export const requireNative = (): Addon => addon
