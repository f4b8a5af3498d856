import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { processes } from './processes.ts'

export const ROOT = join(import.meta.dirname, '..')

/** Settings that the executable and the package share. */
export const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Bundles one entry point into one text. */
export const bundleText = async (options: BuildOptions): Promise<string> => {
  const { outputFiles = [] } = await build({ ...shared, ...options })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild returned no bundle')
  return file.text
}

interface Patch {
  /** Matches the end of the file's path. */
  readonly file: RegExp
  readonly from: string | RegExp
  readonly to: string
}

/** Replaces one passage of a package's source, and fails when an update has removed it. */
export const patch = ({ file, from, to }: Patch): Plugin => ({
  name: `patch ${file.source}`,
  setup({ onLoad }) {
    onLoad({ filter: file }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const contents = source.replace(from, () => to)
      if (contents === source) throw new Error(`${path} no longer contains the passage to replace`)
      return { contents, loader: 'js' }
    })
  },
})

/** Leaves out zod's other fifty languages. */
export const ownLanguagesOnly = patch({
  file: /node_modules\/zod\/v4\/locales\/index\.js$/,
  from: /[\s\S]+/,
  to: "export { default as en } from './en.js'\nexport { default as ko } from './ko.js'",
})

const SOURCES = join(ROOT, 'src')

/** The modules that workers start with, as paths below `src` without their endings. */
export const workers: readonly string[] = [
  'db/write-thread/worker',
  'engine/expressions/worker/worker',
  'engine/formats/worker',
  'engine/sandbox/worker',
]

/** Replaces the addresses of modules; `addressOf` makes the new expression from one of `workers` or `processes`. */
export const workerAddresses = (addressOf: (name: string) => string): Plugin => ({
  name: 'addresses of worker modules',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const contents = source.replace(/new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g, (_, file: string) => {
        const name = relative(SOURCES, join(dirname(path), file))
        if (!workers.includes(name) && !processes.includes(name))
          throw new Error(`${path} starts ${name}, which is in none of the lists`)
        return addressOf(name)
      })
      return { contents, loader: 'ts' }
    })
  },
})
