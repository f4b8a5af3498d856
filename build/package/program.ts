import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metafile } from 'esbuild'
import { loadMigrations, MIGRATIONS_ASSET, packageFiles } from '../../src/app/assets.ts'
import { ROOT } from '../bundle.ts'
import { bundlePackage } from './bundle.ts'

const ASSETS = './assets/'

export interface CompileOptions {
  readonly outdir: string
  readonly commit: string
  /** Files to compile beside `src/main.ts`, relative to the project; their output stands beside `main.js`. */
  readonly more?: readonly string[]
}

export interface CompiledProgram {
  readonly metafile: Metafile
  /** The folder that the program reads files from. */
  readonly assets: string
  /** Files that were copied to it, relative to the project. */
  readonly assetSources: readonly string[]
}

/** Compiles the program into an emptied folder, with the files that it reads, but without the page. */
export const compileProgram = async ({ outdir, commit, more }: CompileOptions): Promise<CompiledProgram> => {
  rmSync(outdir, { recursive: true, force: true })
  const metafile = await bundlePackage({ outdir, commit, assets: ASSETS, ...(more && { more }) })
  const assets = join(outdir, ASSETS)
  mkdirSync(assets)
  writeFileSync(join(assets, MIGRATIONS_ASSET), JSON.stringify(loadMigrations()))
  const assetSources = Object.entries(packageFiles).map(([name, file]) => {
    const path = fileURLToPath(import.meta.resolve(file))
    cpSync(path, join(assets, name))
    return relative(ROOT, path)
  })
  return { metafile, assets, assetSources }
}
