import { basename } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { ownLanguagesOnly, shared, workerAddresses, workers } from '../bundle.ts'
import { processes } from '../processes.ts'

// Bundled code runs from the top of the output, wherever its source was, so relative addresses start there.
const workerUrls = workerAddresses((name) => `new URL('./${name}.js', import.meta.url)`)

// Packages in CommonJS expect these.
const COMMON_JS = `import { createRequire as createBundleRequire } from 'node:module'
const require = createBundleRequire(import.meta.url)
const __dirname = import.meta.dirname`

export interface PackageOptions {
  readonly outdir: string
  readonly commit: string
  /** The folder of assets, relative to the output. */
  readonly assets: string
  /** Entry points beside `src/main.ts`, relative to the project. */
  readonly more?: readonly string[]
}

/** Compiles the program and its dependencies to modules for Node; returns which files went in. */
export const bundlePackage = async (options: PackageOptions): Promise<Metafile> => {
  const { outdir, commit, assets, more = [] } = options
  const { metafile } = await build({
    ...shared,
    write: true,
    metafile: true,
    outdir,
    entryPoints: [
      ...['src/main.ts', ...more].map((path) => ({ in: path, out: basename(path, '.ts') })),
      ...[...workers, ...processes].map((name) => ({ in: `src/${name}.ts`, out: name })),
    ],
    splitting: true,
    chunkNames: '[name]-[hash]',
    sourcemap: true,
    sourcesContent: false,
    // A real dependency: npm installs it together with the addon for the platform.
    external: ['libsql'],
    banner: { js: COMMON_JS },
    define: { __SCRIPTD_COMMIT__: JSON.stringify(commit), __SCRIPTD_ASSETS__: JSON.stringify(assets) },
    plugins: [workerUrls, ownLanguagesOnly],
  })
  return metafile
}
