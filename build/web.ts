/** `npm run build:web [-- --watch]`: bundles the page to dist/web, which the server serves at `/ui/`. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BuildOptions, build, context, type Metafile, type Plugin } from 'esbuild'
import { icon } from '../src/http/docs-page.ts'
import { ROOT } from './bundle.ts'

const SOURCES = join(ROOT, 'src/web')

/** Where the page is written, and read from by the builds of the executable and the package. */
export const WEB_OUTPUT = join(ROOT, 'dist/web')

const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  alias: {
    react: 'preact/compat',
    'react-dom': 'preact/compat',
    'react/jsx-runtime': 'preact/jsx-runtime',
  },
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions

/** The files of packages that go into workers, which are bundles of their own, by the file of the worker. */
const workerSources = new Map<string, readonly string[]>()

/**
 * Makes `import address from './x.ts?worker'` the address of a bundle of its own, to start a worker from, and
 * `./x.css?stylesheet` that of a style sheet that is loaded later.
 */
const addresses: Plugin = {
  name: 'addresses of workers and style sheets',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?(worker|stylesheet)$/ }, ({ path, resolveDir }) => ({
      // It ends like the bundle's name, from which the server derives the content type.
      path: join(resolveDir, path.replace(/\.ts\?worker$/, '.js').replace(/\?stylesheet$/, '')),
      namespace: 'address',
    }))
    onLoad({ filter: /./, namespace: 'address' }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        ...shared,
        format: 'iife',
        entryPoints: [path.replace(/\.js$/, '.ts')],
        write: false,
        metafile: true,
      })
      const sources = Object.keys(metafile.inputs)
      workerSources.set(path, sources)
      const watchFiles = sources.map((file) => join(ROOT, file))
      return { contents: outputFiles[0]?.contents ?? '', loader: 'file', watchFiles }
    })
  },
}

const nameOf = (metafile: Metafile, entry: string): string => {
  const found = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === entry)
  if (!found) throw new Error(`the bundle has no file for ${entry}`)
  return basename(found[0])
}

/** Puts the names of script and style into the page, and removes what earlier builds left. */
const finish = (metafile: Metafile): void => {
  const names = Object.keys(metafile.outputs).map((file) => basename(file))
  for (const name of readdirSync(WEB_OUTPUT)) if (!names.includes(name)) rmSync(join(WEB_OUTPUT, name))
  const html = readFileSync(join(SOURCES, 'index.html'), 'utf8')
    .replace('main.tsx', () => nameOf(metafile, 'src/web/main.tsx'))
    .replace('style.css', () => nameOf(metafile, 'src/web/style.css'))
  writeFileSync(join(WEB_OUTPUT, 'index.html'), html)
  writeFileSync(join(WEB_OUTPUT, 'icon.svg'), icon)
}

const finishing: Plugin = {
  name: 'index of the page',
  setup({ onEnd }) {
    onEnd(({ metafile, errors }) => {
      if (metafile && errors.length === 0) finish(metafile)
    })
  },
}

const options = {
  ...shared,
  entryPoints: ['src/web/main.tsx', 'src/web/style.css'],
  outdir: WEB_OUTPUT,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  splitting: true,
  metafile: true,
  plugins: [addresses, finishing],
} as const satisfies BuildOptions

/** Bundles the page; returns what went in and came out. */
export const buildWeb = async (): Promise<Metafile> => {
  mkdirSync(WEB_OUTPUT, { recursive: true })
  return (await build(options)).metafile
}

/** The files that went into a bundle of the page, those of workers included. */
export const webSources = ({ inputs }: Metafile): readonly string[] => [
  ...Object.keys(inputs),
  ...[...workerSources.values()].flat(),
]

/** Bundles it again after each change, until the process ends. */
const watchWeb = async (): Promise<void> => {
  mkdirSync(WEB_OUTPUT, { recursive: true })
  await (await context({ ...options, logLevel: 'info' })).watch()
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { watch: { type: 'boolean', default: false } } })
  await (values.watch ? watchWeb() : buildWeb())
}
