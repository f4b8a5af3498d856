import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { bundleText, ownLanguagesOnly, patch, ROOT, shared, workerAddresses, workers } from '../bundle.ts'
import { processes } from '../processes.ts'
import { workerAsset } from './worker-asset.ts'

// Names stay as they are, so that stacks and profiles can be read.
const small = { minifySyntax: true, minifyWhitespace: true } as const

const loadAddon = patch({
  file: /node_modules\/libsql\/index\.js$/,
  from: /^const \{ load, currentTarget \}[\s\S]*?^function requireNative\(\) \{[\s\S]*?^\}/m,
  to: `const { requireNative } = require(${JSON.stringify(join(ROOT, 'build/executable/libsql-addon.ts'))})`,
})

const PROCESS_SCHEME = 'scriptd:'

// The executable contains no files that a worker could start from, so it starts from a data URL.
const workerUrls = workerAddresses((name) => {
  // A process starts from the executable, which takes the path for the name of what to run.
  if (processes.includes(name)) return `new URL(${JSON.stringify(PROCESS_SCHEME + name)})`
  const code = `require('node:sea').getAsset(${JSON.stringify(workerAsset(name))}, 'utf8')`
  return `new URL('data:text/javascript,' + encodeURIComponent(${code}))`
})

/** The code of one of `workers` in one file without imports of other files. */
export const bundleWorker = (name: string): Promise<string> =>
  bundleText({
    ...small,
    entryPoints: [`src/${name}.ts`],
    banner: { js: 'const require = (name) => process.getBuiltinModule(name);' },
    define: { 'import.meta.url': '"file:///worker.js"' },
    plugins: [loadAddon],
  })

// A script is called as a function with a `require` of its own; it is not a module and cannot import one.
const script = {
  ...small,
  format: 'cjs',
  supported: { 'dynamic-import': false },
} as const satisfies BuildOptions

/** Bundles the module of this folder that an executable starts with. */
export const bundleMain = (file: string): Promise<string> =>
  bundleText({ ...script, entryPoints: [`build/executable/${file}`] })

/** The code of one of `processes` as a script. */
export const bundleProcess = (name: string): Promise<string> =>
  bundleText({ ...script, entryPoints: [`src/${name}.ts`] })

/** Bundles the program into one script that needs only Node and the assets. */
export const bundleProgram = (commit: string): Promise<string> =>
  bundleText({
    ...script,
    entryPoints: ['src/main.ts'],
    banner: { js: "const programUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.url': 'programUrl',
      'import.meta.resolve': 'undefined',
      'import.meta.filename': 'undefined',
      __SCRIPTD_COMMIT__: JSON.stringify(commit),
    },
    plugins: [loadAddon, workerUrls, ownLanguagesOnly],
  })

/** The files that go into the program and its workers, relative to the project. */
export const bundledFiles = async (): Promise<readonly string[]> => {
  const { metafile } = await build({
    ...shared,
    entryPoints: [
      'src/main.ts',
      'build/executable/launcher.ts',
      ...[...workers, ...processes].map((name) => `src/${name}.ts`),
    ],
    outdir: 'unwritten',
    metafile: true,
    plugins: [loadAddon, workerUrls, ownLanguagesOnly],
  })
  return Object.keys(metafile.inputs)
}
