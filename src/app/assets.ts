import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { getAssetKeys, getRawAsset, isSea } from 'node:sea'
import { fileURLToPath } from 'node:url'
import { type Migration, readMigrations } from '../db/migrate.ts'
import { systemErrorCode } from '../lib/system/system-error.ts'

declare const __SCRIPTD_ASSETS__: string | undefined

/** The folder of assets in the published package, relative to its code; the build defines it. */
const packagedFolder = typeof __SCRIPTD_ASSETS__ === 'undefined' ? undefined : __SCRIPTD_ASSETS__

/** Files beside the code that the program reads at run time, by their names as assets of a build. */
export const packageFiles = {
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'swagger-ui-bundle.js': 'swagger-ui-dist/swagger-ui-bundle.js',
  'graphs.md': '#guide/graphs.md',
  'node-types.md': '#guide/node-types.md',
  'expressions.md': '#guide/expressions.md',
  'examples.md': '#guide/examples.md',
  'quickjs.wasm': '@jitl/quickjs-wasmfile-release-sync/wasm',
} as const

export type PackageFile = keyof typeof packageFiles

/** The asset with all migrations, which the sources have as a folder. */
export const MIGRATIONS_ASSET = 'migrations.json'

/** The asset with the licences of everything in a build. */
export const LICENCES_ASSET = 'THIRD-PARTY-LICENSES.txt'

const packagedUrl = (name: string): URL | undefined =>
  packagedFolder === undefined ? undefined : new URL(packagedFolder + name, import.meta.url)

/** Reads such a file: from the executable, the published package, or where the sources have it. */
export const readPackageFile = async (name: PackageFile): Promise<Uint8Array<ArrayBuffer>> =>
  isSea()
    ? new Uint8Array(getRawAsset(name))
    : new Uint8Array(
        await readFile(packagedUrl(name) ?? fileURLToPath(import.meta.resolve(packageFiles[name]))),
      )

/** The folder of the built page, and what its files are called as assets of a build start with. */
export const PAGE_FOLDER = 'web/'

/** Reads a file of the page, if the page has it: the sources have it once `npm run build:web` has written it. */
export const readPageFile = async (name: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const path = PAGE_FOLDER + name
  if (isSea()) return getAssetKeys().includes(path) ? new Uint8Array(getRawAsset(path)) : undefined
  const url = packagedUrl(path) ?? new URL(`../../dist/${path}`, import.meta.url)
  try {
    return new Uint8Array(await readFile(url))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Reads the schema's history: from the executable, the published package or the folder `drizzle`. */
export const loadMigrations = (): readonly Migration[] => {
  if (isSea()) return JSON.parse(Buffer.from(getRawAsset(MIGRATIONS_ASSET)).toString())
  const packaged = packagedUrl(MIGRATIONS_ASSET)
  return packaged
    ? JSON.parse(readFileSync(packaged, 'utf8'))
    : readMigrations(fileURLToPath(new URL('../../drizzle', import.meta.url)))
}

/** Reads the licences of everything in the executable or the published package; sources contain only their own. */
export const loadLicences = (): string | undefined => {
  if (isSea()) return Buffer.from(getRawAsset(LICENCES_ASSET)).toString()
  const packaged = packagedUrl(LICENCES_ASSET)
  return packaged && readFileSync(packaged, 'utf8')
}
