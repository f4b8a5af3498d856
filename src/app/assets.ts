import { readFile } from 'node:fs/promises'
import { getRawAsset, isSea } from 'node:sea'
import { fileURLToPath } from 'node:url'
import { type Migration, readMigrations } from '../db/migrate.ts'

/** Files of packages that the program reads while it runs, by their names inside the executable. */
export const packageFiles = {
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'swagger-ui-bundle.js': 'swagger-ui-dist/swagger-ui-bundle.js',
  'quickjs.wasm': '@jitl/quickjs-wasmfile-release-sync/wasm',
} as const

export type PackageFile = keyof typeof packageFiles

/** What only the executable has, because elsewhere it is made of source files. */
export const MIGRATIONS_ASSET = 'migrations.json'

/** A file of a package; in the single executable it comes from inside. */
export const readPackageFile = async (name: PackageFile): Promise<Uint8Array<ArrayBuffer>> =>
  isSea()
    ? new Uint8Array(getRawAsset(name))
    : new Uint8Array(await readFile(fileURLToPath(import.meta.resolve(packageFiles[name]))))

/** The schema's history, from the folder `drizzle` or from inside the executable. */
export const loadMigrations = (): readonly Migration[] =>
  isSea()
    ? JSON.parse(Buffer.from(getRawAsset(MIGRATIONS_ASSET)).toString())
    : readMigrations(fileURLToPath(new URL('../../drizzle', import.meta.url)))
