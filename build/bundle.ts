import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const ROOT = join(import.meta.dirname, '..')

const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  // Names stay as they are, so that stacks and profiles can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // An optional part of the thread pool that is not used here.
  external: ['@napi-rs/nice'],
  logLevel: 'warning',
} as const satisfies BuildOptions

const bundle = async (options: BuildOptions): Promise<string> => {
  const { outputFiles = [] } = await build({ ...shared, ...options })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild made no bundle')
  return file.text
}

interface Patch {
  /** Ends the path of the file. */
  readonly file: RegExp
  readonly from: string | RegExp
  readonly to: string
}

/** Replaces one place of a package's source, and fails when the package has changed there. */
const patch = ({ file, from, to }: Patch): Plugin => ({
  name: `patch ${file.source}`,
  setup({ onLoad }) {
    onLoad({ filter: file }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const contents = source.replace(from, () => to)
      if (contents === source) throw new Error(`${path} has not the place that is to be replaced`)
      return { contents, loader: 'js' }
    })
  },
})

const loadAddon = patch({
  file: /node_modules\/libsql\/index\.js$/,
  from: /^const \{ load, currentTarget \}[\s\S]*?^function requireNative\(\) \{[\s\S]*?^\}/m,
  to: `const { requireNative } = require(${JSON.stringify(join(ROOT, 'build/libsql-addon.ts'))})`,
})

// A thread of the executable can be started from text only.
const startWorker = patch({
  file: /node_modules\/piscina\/dist\/index\.js$/,
  from: "(0, node_path_1.resolve)(__dirname, 'worker.js')",
  to: `new URL('data:text/javascript,' + encodeURIComponent(require('node:sea').getAsset('worker.js', 'utf8')))`,
})

// The only other language that is used, of some fifty.
const koreanOnly = patch({
  file: /node_modules\/zod\/v4\/locales\/index\.js$/,
  from: /[\s\S]+/,
  to: "export { default as ko } from './ko.js'",
})

/** What a thread runs, in one file without imports of others. */
export const bundleWorker = (): Promise<string> =>
  bundle({
    entryPoints: ['build/worker.ts'],
    // Whatever file the pool names, there is only one.
    banner: { js: 'const require = (name) => process.getBuiltinModule(name) ?? globalThis.work;' },
    define: { 'import.meta.url': '"file:///worker.js"' },
  })

/** Packages that are a quarter of the program, and that most of its runs do not need. */
export const rarePackages = ['undici']

// They are run as functions with a `require` of their own, which is no module that could import another.
const script = { format: 'cjs', supported: { 'dynamic-import': false } } as const satisfies BuildOptions

/** A package in one file. */
export const bundlePackage = (name: string): Promise<string> => bundle({ ...script, entryPoints: [name] })

/** A module of this folder that an executable begins with. */
export const bundleMain = (file: string): Promise<string> =>
  bundle({ ...script, entryPoints: [`build/${file}`] })

/** The program in one file that needs nothing but Node, the assets and the packages above. */
export const bundleProgram = (commit: string): Promise<string> =>
  bundle({
    ...script,
    entryPoints: ['src/main.ts'],
    external: [...shared.external, ...rarePackages],
    banner: { js: "const programUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.url': 'programUrl',
      'import.meta.resolve': 'undefined',
      'import.meta.filename': 'undefined',
      __SCRIPTD_COMMIT__: JSON.stringify(commit),
    },
    plugins: [loadAddon, startWorker, koreanOnly],
  })
