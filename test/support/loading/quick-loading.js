import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { strippedFile } from './stripped-file.js'

// Every test file, and every server that a test starts, is a process of its own, and most of its time went to loading
// the program. Preloaded with `--import`, this takes the types of our files as stripped already, where `strip-types.js`
// did that, and names the files of drizzle-orm at once: for each of them Node would parse the 170 kB of exports of its
// package.json again. A compile cache would save as much, but coverage is less exact with it.

/** @type {(url: string) => string | undefined} */
const readStripped = (url) => {
  try {
    return readFileSync(strippedFile(readFileSync(fileURLToPath(url), 'utf8')), 'utf8')
  } catch {
    return undefined
  }
}

/** @type {(specifier: string, parent: string) => string | undefined} */
const formatOf = (specifier, parent) => {
  if (!specifier.startsWith('.')) return undefined
  if (specifier.endsWith('.ts')) return 'module-typescript'
  return /\/node_modules\/drizzle-orm\/.*\.js$/.test(parent) && specifier.endsWith('.js')
    ? 'module'
    : undefined
}

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context
    const format = formatOf(specifier, parentURL)
    return format === undefined
      ? next(specifier, context)
      : { url: new URL(specifier, parentURL).href, format, shortCircuit: true }
  },
  load(url, context, next) {
    const source = url.endsWith('.ts') ? readStripped(url) : undefined
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
  },
})
