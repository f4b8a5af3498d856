/** `npm run build [-- --target NAME] [--node FILE] [--output FILE]`: makes one executable of the program. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadMigrations, MIGRATIONS_ASSET, packageFiles } from '../src/app/assets.ts'
import { bundlePackage, bundleProgram, bundleWorker, rarePackages } from './bundle.ts'
import { recordCode } from './compiled-code.ts'
import { makeExecutable } from './executable.ts'
import { ADDON } from './libsql-addon.ts'
import { COMPILED, PROGRAM, packageAsset, toScript } from './load.ts'
import { installPackages, type Target, targets } from './targets.ts'

const ROOT = join(import.meta.dirname, '..')

const hostTarget = `${process.platform}-${process.arch}`

interface Platform {
  readonly node: string
  readonly addon: string
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
  }
}

/** A container's build has no repository; who starts it names the commit. */
const commitOf = (): string => {
  const { SCRIPTD_COMMIT } = process.env
  if (SCRIPTD_COMMIT) return SCRIPTD_COMMIT
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** What the program reads of its executable bit by bit or seldom, by name: the path of each. */
const writeAssets = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const made: Record<string, string> = {
    [MIGRATIONS_ASSET]: JSON.stringify(loadMigrations()),
    'worker.js': await bundleWorker(),
  }
  for (const name of rarePackages) made[packageAsset(name)] = toScript(await bundlePackage(name))
  for (const [name, content] of Object.entries(made)) writeFileSync(join(folder, name), content)
  return Object.fromEntries([
    ...Object.keys(made).map((name) => [name, join(folder, name)]),
    ...Object.entries(packageFiles).map(([name, file]) => [name, fileURLToPath(import.meta.resolve(file))]),
  ])
}

/** What the program reads once and as a whole. */
const makeParts = async (addon: string): Promise<Record<string, Uint8Array>> => ({
  [PROGRAM]: Buffer.from(toScript(await bundleProgram(commitOf()))),
  [ADDON]: readFileSync(addon),
})

/** Drops what only a debugger of Node itself reads, a fifth of the size; the other platform's tool may be missing. */
const strip = (file: string): void => {
  try {
    execFileSync('strip', [file], { stdio: 'ignore' })
  } catch {
    console.warn('not stripped: there is no strip for this platform')
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
if (!target) throw new Error(`no target ${values.target}: there are ${Object.keys(targets).join(', ')}`)

const work = mkdtempSync(join(tmpdir(), 'scriptd-build-'))
try {
  const platform = platformOf(values.target, target, values.node)
  const node = join(work, 'node')
  cpSync(platform.node, node)
  strip(node)
  const output = resolve(values.output)
  mkdirSync(dirname(output), { recursive: true })
  const ingredients = { work, node, assets: await writeAssets(work) }
  const parts = await makeParts(platform.addon)
  // Only the platform that will run it can compile it.
  if (values.target === hostTarget) {
    const recorder = join(work, 'recorder')
    await makeExecutable(recorder, 'recorder.ts', parts, ingredients)
    parts[COMPILED] = await recordCode(recorder, work)
  }
  await makeExecutable(output, 'launcher.ts', parts, ingredients)
  console.log(`${output} for ${values.target}, ${Math.round(statSync(output).size / 1e6)} MB`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
