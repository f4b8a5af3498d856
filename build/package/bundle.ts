import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { koreanOnly, ROOT, shared } from '../bundle.ts'

const SOURCES = join(ROOT, 'src')

/** The modules that worker threads start from. */
const workers = ['engine/expressions/worker/worker', 'engine/sandbox/worker']

const workerUrl = (importer: string, file: string): string => {
  const name = relative(SOURCES, join(dirname(importer), file))
  if (!workers.includes(name))
    throw new Error(`${importer} starts ${name}, which is not in the list of workers`)
  return `new URL('./${name}.js', import.meta.url)`
}

// Bundled code runs from the top of the output, wherever its source was, so relative addresses start there.
const workerUrls: Plugin = {
  name: 'addresses of worker modules',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g,
        (_, file: string) => workerUrl(path, file),
      ),
      loader: 'ts',
    }))
  },
}

// Packages in CommonJS expect these. The thread pool starts `worker.js` of its `__dirname`, an entry point below.
const COMMON_JS = `import { createRequire as createBundleRequire } from 'node:module'
const require = createBundleRequire(import.meta.url)
const __dirname = import.meta.dirname`

export interface PackageOptions {
  readonly outdir: string
  readonly commit: string
  /** The folder of assets, relative to the output. */
  readonly assets: string
}

/** Compiles the program and its dependencies to modules for Node; returns which files went in. */
export const bundlePackage = async ({ outdir, commit, assets }: PackageOptions): Promise<Metafile> => {
  const { metafile } = await build({
    ...shared,
    write: true,
    metafile: true,
    outdir,
    entryPoints: [
      { in: 'src/main.ts', out: 'main' },
      ...workers.map((name) => ({ in: `src/${name}.ts`, out: name })),
      { in: 'node_modules/piscina/dist/worker.js', out: 'worker' },
    ],
    splitting: true,
    chunkNames: '[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    // A real dependency: npm installs it together with the addon for the platform.
    external: [...shared.external, 'libsql'],
    banner: { js: COMMON_JS },
    define: { __SCRIPTD_COMMIT__: JSON.stringify(commit), __SCRIPTD_ASSETS__: JSON.stringify(assets) },
    plugins: [workerUrls, koreanOnly],
  })
  return metafile
}
