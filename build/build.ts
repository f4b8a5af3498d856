/** `npm run build [-- --target NAME] [--node FILE] [--output FILE]`: makes one executable of the program. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { zstdCompressSync } from 'node:zlib'
import { loadMigrations, MIGRATIONS_ASSET, packageFiles } from '../src/assets.ts'
import { bundleProgram, bundleWorker } from './bundle.ts'
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

/** What the executable holds besides its program, by name: the path of each. */
const writeAssets = async (
  folder: string,
  { addon }: Platform,
): Promise<Readonly<Record<string, string>>> => {
  const made = {
    [MIGRATIONS_ASSET]: JSON.stringify(loadMigrations()),
    'worker.js': await bundleWorker(),
    // What is read of the executable stays in memory, which is why this one, a large one, is compressed.
    'libsql.node.zst': zstdCompressSync(readFileSync(addon)),
  }
  for (const [name, content] of Object.entries(made)) writeFileSync(join(folder, name), content)
  return Object.fromEntries([
    ...Object.keys(made).map((name) => [name, join(folder, name)]),
    ...Object.entries(packageFiles).map(([name, file]) => [name, fileURLToPath(import.meta.resolve(file))]),
  ])
}

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
  const main = join(work, 'main.cjs')
  writeFileSync(main, await bundleProgram(commitOf()))
  const output = resolve(values.output)
  mkdirSync(dirname(output), { recursive: true })
  const config = join(work, 'sea.json')
  const sea = {
    main,
    executable: node,
    output,
    disableExperimentalSEAWarning: true,
    // Only the platform that will run it can compile it.
    useCodeCache: values.target === hostTarget,
    assets: await writeAssets(work, platform),
  }
  writeFileSync(config, JSON.stringify(sea))
  execFileSync(process.execPath, ['--build-sea', config], { stdio: ['ignore', 'ignore', 'inherit'] })
  console.log(`${output} for ${values.target}, ${Math.round(statSync(output).size / 1e6)} MB`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
