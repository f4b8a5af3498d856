import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getRawAsset } from 'node:sea'
import { zstdDecompressSync } from 'node:zlib'

type Addon = Readonly<Record<string, (...parameters: unknown[]) => unknown>>

// Decompressed in one piece: memory that is taken bit by bit is not given back to the system.
const ROOM = 16 * 1024 * 1024

/** The system loads shared libraries from files only; the file is gone again as soon as it is loaded. */
const loadIn = (folder: string): Addon => {
  const place = mkdtempSync(join(folder, '.scriptd-'))
  try {
    const file = join(place, 'libsql.node')
    writeFileSync(file, zstdDecompressSync(getRawAsset('libsql.node.zst'), { chunkSize: ROOM }), {
      mode: 0o700,
    })
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
