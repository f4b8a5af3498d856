import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { findCycle } from '../src/lib/graph.ts'

const SOURCES = join(import.meta.dirname, '../src')
const LONGEST_FILE = 300

// What each layer may import besides files of its own.
const layers = {
  main: ['cli', 'config', 'lib'],
  cli: ['container', 'assets', 'config', 'build-info', 'http', 'db', 'lib'],
  container: ['assets', 'config', 'http', 'routes', 'schema', 'service', 'repository', 'engine', 'db', 'lib'],
  assets: ['db'],
  config: ['lib'],
  'build-info': [],
  routes: ['schema', 'service', 'repository', 'http', 'engine', 'lib'],
  schema: ['http', 'engine', 'lib'],
  service: ['schema', 'repository', 'engine', 'db', 'lib'],
  repository: ['engine', 'db', 'lib'],
  http: ['lib'],
  engine: ['lib'],
  db: ['lib'],
  lib: [],
} as const satisfies Record<string, readonly string[]>

type Layer = keyof typeof layers

const isLayer = (name: string): name is Layer => Object.hasOwn(layers, name)

// A file of a feature belongs to the layer that its name ends with, as in `graph-routes.ts`, or to one of these;
// any other is part of the service.
const helpers: Readonly<Record<string, Layer>> = {
  statements: 'repository',
  middleware: 'routes',
  'event-stream': 'routes',
}

const layerOf = (path: string): Layer => {
  const top = path.split('/', 1)[0]?.replace(/\.ts$/, '') ?? ''
  if (isLayer(top)) return top
  const name = basename(path, '.ts')
  const role = name.split('-').at(-1) ?? name
  return helpers[name] ?? helpers[role] ?? (isLayer(role) ? role : 'service')
}

interface Source {
  /** From `src`, as in `http/app.ts`. */
  readonly path: string
  readonly text: string
  readonly layer: Layer
  /** What it loads: files of ours from `src`, others as they are named. */
  readonly imports: readonly string[]
}

const statement = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm

const readSource = (path: string): Source => {
  const text = readFileSync(join(SOURCES, path), 'utf8')
  const names = [...text.matchAll(statement)].map(([, fixed, loaded]) => fixed ?? loaded ?? '')
  const imports = names.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name))
  return { path, text, layer: layerOf(path), imports }
}

const sources = globSync('**/*.ts', { cwd: SOURCES }).sort().map(readSource)
const paths = sources.map(({ path }) => path)

const filesThatImport = (packages: RegExp): Source[] =>
  sources.filter(({ imports }) => imports.some((name) => packages.test(name)))

test('the sources are found, and every import of ours leads to one', () => {
  assert.ok(paths.includes('main.ts'))
  for (const { path, imports } of sources) {
    const ours = imports.filter((name) => name.endsWith('.ts'))
    for (const name of ours) assert.ok(paths.includes(name), `${path} imports ${name}`)
  }
})

test('imports point down the layers only', () => {
  const wrong = sources.flatMap(({ path, layer, imports }) => {
    const allowed: readonly string[] = [layer, ...layers[layer]]
    return imports
      .filter((name) => name.endsWith('.ts') && !allowed.includes(layerOf(name)))
      .map((name) => `${path} (${layer}) imports ${name} (${layerOf(name)})`)
  })
  assert.deepEqual(wrong, [])
})

test('no file imports itself by any way round', () => {
  const edges = sources.map(({ imports }) => imports.map((name) => paths.indexOf(name)).filter((i) => i >= 0))
  const cycle = findCycle({ size: paths.length, edges })
  assert.deepEqual(
    cycle?.map((index) => paths[index]),
    undefined,
  )
})

test('the database is known to repositories, its own folder and the container only', () => {
  for (const { path, layer } of filesThatImport(/^(drizzle-orm|@libsql\/|libsql)/)) {
    assert.ok(['repository', 'db', 'container'].includes(layer), path)
  }
})

test('HTTP is known to routes, schemas and its own folder only', () => {
  for (const { path, layer } of filesThatImport(/^(hono|@hono\/)/)) {
    assert.ok(['routes', 'schema', 'http'].includes(layer), path)
  }
})

test('only main.ts touches the process', () => {
  const users = sources.filter(({ text }) => /\bprocess\??\.\w|\bprocess\[|'node:process'/.test(text))
  assert.deepEqual(
    users.map(({ path }) => path),
    ['main.ts'],
  )
})

test('no file has a default export', () => {
  const users = sources.filter(({ text }) => /^export default\b|\bas default\b/m.test(text))
  assert.deepEqual(
    users.map(({ path }) => path),
    [],
  )
})

test('no file is too long to be read', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > LONGEST_FILE)
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  )
})
