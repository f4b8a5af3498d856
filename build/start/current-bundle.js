import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** What a bundle depends on. The folders are read with all below them. */
const SOURCES = ['src', 'build', 'drizzle', 'docs/guide', 'package.json', 'package-lock.json']

// A server that runs still loads parts of the bundle that it was started from.
const KEPT = 3

/** @type {(path: string) => string} */
const stateOf = (path) => {
  const { mtimeMs, size } = statSync(path)
  return `${path} ${mtimeMs} ${size}`
}

/** @type {(path: string) => readonly string[]} */
const filesOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path]

/** @type {(cache: string) => void} */
const removeOld = (cache) => {
  const bundles = readdirSync(cache)
    .map((name) => ({ path: join(cache, name), time: statSync(join(cache, name)).mtimeMs }))
    .sort((one, other) => other.time - one.time)
  for (const { path } of bundles.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}

/**
 * The folder with a bundle of the sources as they are now, which is made if there is none.
 * @param {string} root of the project
 */
export const currentBundle = (root) => {
  const states = SOURCES.flatMap((name) => filesOf(join(root, name))).map(stateOf)
  const cache = join(root, 'node_modules/.cache/start')
  const folder = join(cache, hash('sha1', [process.version, ...states.sort()].join('\n')))
  const isNew = !existsSync(folder)
  if (isNew) {
    mkdirSync(cache, { recursive: true })
    // Another process may make the same bundle: none sees half of it, and the first one stays.
    const made = `${folder}.${process.pid}`
    const script = join(root, 'build/start/write-bundle.ts')
    execFileSync(process.execPath, [script, made], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    if (existsSync(folder)) rmSync(made, { recursive: true })
    else renameSync(made, folder)
    removeOld(cache)
  } else utimesSync(folder, new Date(), new Date())
  return { folder, isNew }
}
