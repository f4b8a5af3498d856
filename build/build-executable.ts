/** `npm run build [-- --target NAME] [--node FILE] [--output FILE]`: builds the single executable. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Metafile } from 'esbuild'
import {
  LICENCES_ASSET,
  loadMigrations,
  MIGRATIONS_ASSET,
  PAGE_FOLDER,
  packageFiles,
} from '../src/app/assets.ts'
import { ROOT, workers } from './bundle.ts'
import { currentCommit } from './commit.ts'
import { bundledFiles, bundleProcess, bundleProgram, bundleWorker } from './executable/bundle.ts'
import { ADDON } from './executable/libsql-addon.ts'
import { COMPILED, PROGRAM, toScript } from './executable/load.ts'
import { makeExecutable } from './executable/make-executable.ts'
import { recordCompiledCode } from './executable/record-compiled-code.ts'
import { installPackages, type Target, targets } from './executable/targets.ts'
import { workerAsset } from './executable/worker-asset.ts'
import { type BundledPackage, licenceTexts, packagesOf } from './package/bundled-packages.ts'
import { processes } from './processes.ts'
import { buildWeb, WEB_OUTPUT, webSources } from './web.ts'

const hostTarget = `${process.platform}-${process.arch}`

interface Platform {
  readonly node: string
  readonly addon: string
  /** The packages of both. */
  readonly packages: readonly BundledPackage[]
}

const platformOf = (name: string, target: Target, givenNode: string | undefined): Platform => {
  if (givenNode === undefined && target.node === undefined) {
    throw new Error(`npm has no Node for ${name}: name one with --node FILE`)
  }
  const folder = name === hostTarget ? ROOT : installPackages(target)
  const packageFile = (path: string) => join(folder, 'node_modules', path)
  return {
    node: givenNode === undefined ? packageFile(`${target.node}/bin/node`) : resolve(givenNode),
    addon: packageFile(`${target.addon}/index.node`),
    packages: [
      ...packagesOf([`node_modules/${target.addon}`], folder),
      // A given Node has the licence of the one that the build runs on, and comes without the text.
      ...packagesOf(
        [`node_modules/${target.node ?? targets[hostTarget]?.node}`],
        target.node ? folder : ROOT,
      ),
    ],
  }
}

/** The licences of everything that the executable will contain. */
const licencesWith = async ({ packages }: Platform, page: Metafile): Promise<string> => {
  const assets = Object.values(packageFiles).map((file) =>
    relative(ROOT, fileURLToPath(import.meta.resolve(file))),
  )
  return licenceTexts([
    ...packages,
    ...packagesOf([...(await bundledFiles()), ...webSources(page), ...assets]),
  ])
}

/** Paths by name of the assets: content that the program reads in pieces or rarely. */
const writeAssets = async (folder: string, licences: string): Promise<Readonly<Record<string, string>>> => {
  const generated: Record<string, string> = {
    [MIGRATIONS_ASSET]: JSON.stringify(loadMigrations()),
    [LICENCES_ASSET]: licences,
  }
  for (const name of workers) generated[workerAsset(name)] = await bundleWorker(name)
  for (const name of processes) generated[workerAsset(name)] = toScript(await bundleProcess(name))
  for (const [name, content] of Object.entries(generated)) writeFileSync(join(folder, name), content)
  return Object.fromEntries([
    ...Object.keys(generated).map((name) => [name, join(folder, name)]),
    ...readdirSync(WEB_OUTPUT).map((name) => [PAGE_FOLDER + name, join(WEB_OUTPUT, name)]),
    ...Object.entries(packageFiles).map(([name, file]) => [name, fileURLToPath(import.meta.resolve(file))]),
  ])
}

/** Content that the program reads once and as a whole. */
const makeParts = async (addon: string): Promise<Record<string, Uint8Array>> => ({
  [PROGRAM]: Buffer.from(toScript(await bundleProgram(currentCommit()))),
  [ADDON]: readFileSync(addon),
})

/** Drops the symbols that only a debugger of Node itself reads: a fifth of the size. */
const strip = (file: string): void => {
  try {
    execFileSync('strip', [file], { stdio: 'ignore' })
  } catch {
    console.warn('not stripped: this machine has no strip for the platform')
  }
}

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: hostTarget },
    node: { type: 'string' },
    output: { type: 'string', default: join(ROOT, 'dist/scriptd') },
  },
})
const target = targets[values.target]
if (!target) throw new Error(`unknown target ${values.target}; known are ${Object.keys(targets).join(', ')}`)

const work = mkdtempSync(join(tmpdir(), 'scriptd-build-'))
try {
  const platform = platformOf(values.target, target, values.node)
  const node = join(work, 'node')
  cpSync(platform.node, node)
  strip(node)
  const output = resolve(values.output)
  mkdirSync(dirname(output), { recursive: true })
  const licences = await licencesWith(platform, await buildWeb())
  writeFileSync(join(dirname(output), LICENCES_ASSET), licences)
  const ingredients = { work, node, assets: await writeAssets(work, licences) }
  const parts = await makeParts(platform.addon)
  // V8 accepts compiled code only from the platform that recorded it.
  if (values.target === hostTarget) {
    const recorder = join(work, 'recorder')
    await makeExecutable(recorder, 'recorder.ts', parts, ingredients)
    parts[COMPILED] = await recordCompiledCode(recorder, work)
  }
  await makeExecutable(output, 'launcher.ts', parts, ingredients)
  console.log(`${output} for ${values.target}, ${Math.round(statSync(output).size / 1e6)} MB`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
