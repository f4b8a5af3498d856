/** `npm run build:package`: compiles the program to dist/package, which `npm pack` and `npm publish` include. */
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LICENCES_ASSET, PAGE_FOLDER } from '../src/app/assets.ts'
import { ROOT } from './bundle.ts'
import { currentCommit } from './commit.ts'
import { licenceTexts, packagesOf } from './package/bundled-packages.ts'
import { compileProgram } from './package/program.ts'
import { createBom } from './package/sbom.ts'
import { buildWeb, WEB_OUTPUT, webSources } from './web.ts'

const OUTPUT = join(ROOT, 'dist/package')

const { metafile, assets, assetSources } = await compileProgram({ outdir: OUTPUT, commit: currentCommit() })
const page = await buildWeb()
cpSync(WEB_OUTPUT, join(assets, PAGE_FOLDER), { recursive: true })

const packages = packagesOf([...Object.keys(metafile.inputs), ...webSources(page), ...assetSources])
writeFileSync(join(assets, LICENCES_ASSET), licenceTexts(packages))
writeFileSync(join(OUTPUT, 'sbom.cdx.json'), JSON.stringify(createBom(packages), null, 2))
