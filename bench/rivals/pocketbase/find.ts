/** Finds PocketBase, or builds it from its Go module. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const MODULE = 'github.com/pocketbase/pocketbase/examples/base'
const VERSION = 'v0.39.1'
const CACHE = join(import.meta.dirname, '../node_modules/.cache')

/** The path of its executable; `undefined` when there is neither one in POCKETBASE nor Go to build it with. */
export const findPocketBase = (): string | undefined => {
  const { POCKETBASE } = process.env
  if (POCKETBASE) return POCKETBASE
  const built = join(CACHE, `pocketbase-${VERSION}`)
  if (existsSync(built)) return built
  mkdirSync(CACHE, { recursive: true })
  console.log('building PocketBase, which takes some minutes')
  try {
    const env = { ...process.env, GOBIN: CACHE, CGO_ENABLED: '0' }
    execFileSync('go', ['install', `${MODULE}@${VERSION}`], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    console.warn(`without PocketBase: set POCKETBASE to its path, or install Go (${error})`)
    return undefined
  }
  // Named after the last part of the module's path.
  renameSync(join(CACHE, 'base'), built)
  return built
}
