/** `npm run build:package`: compiles the program to dist/package, which `npm pack` and `npm publish` include. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  LICENCES_ASSET,
  loadMigrations,
  MIGRATIONS_ASSET,
  PAGE_FOLDER,
  packageFiles,
} from '../src/app/assets.ts'
import { ROOT } from './bundle.ts'
import { currentCommit } from './commit.ts'
import { bundlePackage } from './package/bundle.ts'
import { licenceTexts, packagesOf } from './package/bundled-packages.ts'
import { createBom } from './package/sbom.ts'
import { buildWeb, WEB_OUTPUT, webSources } from './web.ts'

const OUTPUT = join(ROOT, 'dist/package')
const ASSETS = './assets/'

rmSync(OUTPUT, { recursive: true, force: true })
const metafile = await bundlePackage({ outdir: OUTPUT, commit: currentCommit(), assets: ASSETS })

const assets = join(OUTPUT, ASSETS)
mkdirSync(assets)
const page = await buildWeb()
cpSync(WEB_OUTPUT, join(assets, PAGE_FOLDER), { recursive: true })
writeFileSync(join(assets, MIGRATIONS_ASSET), JSON.stringify(loadMigrations()))
const assetSources: string[] = []
for (const [name, file] of Object.entries(packageFiles)) {
  const path = fileURLToPath(import.meta.resolve(file))
  cpSync(path, join(assets, name))
  assetSources.push(relative(ROOT, path))
}

const packages = packagesOf([...Object.keys(metafile.inputs), ...webSources(page), ...assetSources])
writeFileSync(join(assets, LICENCES_ASSET), licenceTexts(packages))
writeFileSync(join(OUTPUT, 'sbom.cdx.json'), JSON.stringify(createBom(packages), null, 2))
