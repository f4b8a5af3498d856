import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { findCycle } from '../src/engine/graph/digraph.ts'

const SOURCES = join(import.meta.dirname, '../src')
const TESTS = join(import.meta.dirname, '../test')
const MAX_FILE_LINES = 300
const MAX_FOLDER_FILES = 12
const MAX_COMPOSING_LINES = 40

// Folders that hold one file per kind of thing, so that their length is no obstacle to finding one.
const CATALOGUES = ['engine/node-types', 'http/messages']

/** Which rooms (top-level folders and files of `src`) each room may import. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  main: ['cli', 'domain', 'lib'],
  cli: ['app', 'config', 'build-info', 'http', 'telemetry', 'db', 'logging', 'domain', 'lib'],
  app: ['config', 'features', 'telemetry', 'http', 'engine', 'db', 'logging', 'domain', 'lib'],
  features: ['config', 'telemetry', 'http', 'engine', 'db', 'logging', 'domain', 'lib'],
  telemetry: ['http', 'engine', 'db', 'logging', 'domain', 'lib'],
  http: ['logging', 'domain', 'lib'],
  engine: ['logging', 'domain', 'lib'],
  db: ['logging', 'domain', 'lib'],
  config: ['domain', 'lib'],
  logging: ['lib'],
  domain: ['lib'],
  lib: [],
  'build-info': [],
  web: ['lib'],
}

/** Which parts of a feature each part may import, and which rooms it may reach. */
const featureParts: Readonly<
  Record<string, { readonly parts: readonly string[]; readonly rooms: readonly string[] }>
> = {
  compose: {
    parts: ['routes', 'schema', 'wire', 'service', 'repository', 'texts'],
    rooms: ['config', 'telemetry', 'http', 'engine', 'db', 'logging', 'domain', 'lib'],
  },
  routes: {
    parts: ['schema', 'wire', 'service', 'repository', 'texts'],
    rooms: ['http', 'engine', 'logging', 'domain', 'lib'],
  },
  wire: { parts: ['schema', 'repository', 'texts'], rooms: ['http', 'engine', 'domain', 'lib'] },
  schema: { parts: ['texts'], rooms: ['http', 'engine', 'domain', 'lib'] },
  service: {
    parts: ['schema', 'repository', 'texts'],
    rooms: ['engine', 'db', 'logging', 'domain', 'lib'],
  },
  repository: { parts: [], rooms: ['engine', 'db', 'logging', 'domain', 'lib'] },
  texts: { parts: [], rooms: ['http'] },
}

/** Parts by the last word of a file's name where that is not the part itself; other names belong to the service. */
const partNames: Readonly<Record<string, string>> = {
  statements: 'repository',
  codec: 'repository',
  middleware: 'routes',
  input: 'routes',
  answer: 'routes',
  receiver: 'routes',
  acceptor: 'routes',
  stream: 'routes',
}

/** The parts of a feature that others may import: the shapes that it publishes over HTTP, and the mapping to them. */
const PUBLISHED_PARTS = ['schema', 'wire']

/** The parts of a feature that `app` may import: what wires it, and its texts for the catalogue of all texts. */
const APP_PARTS = ['compose', 'texts']

/** Which parts of `engine` (its folders, and `contract` for its own files) each part may import. */
const engineParts: Readonly<Record<string, readonly string[]>> = {
  contract: ['graph'],
  graph: ['contract', 'expressions', 'sandbox'],
  interpreter: ['contract', 'graph', 'expressions'],
  embedded: ['contract', 'graph', 'interpreter', 'expressions', 'secrets', 'tables'],
  restate: ['contract', 'graph', 'interpreter', 'embedded'],
  'node-types': ['contract', 'expressions'],
  tables: ['contract', 'processes', 'workers'],
  databases: ['contract', 'outbound', 'processes', 'tables'],
  processes: ['contract'],
  expressions: ['contract', 'formats', 'workers'],
  sandbox: ['contract', 'expressions', 'workers'],
  formats: ['contract', 'tables', 'workers'],
  secrets: ['contract', 'expressions'],
  outbound: ['contract'],
  workers: [],
}

/** Folders of tests that are not named after a room: each is about the product as a whole. */
const PRODUCT_TESTS = [
  'bench',
  'binary',
  'browser',
  'build',
  'container',
  'contract',
  'crash',
  'docs',
  'examples',
  'fixtures',
  'fuzz',
  'hardening',
  'package',
  'scale',
  'support',
]

interface Source {
  /** Relative to `src`, such as `http/app.ts`. */
  readonly path: string
  readonly text: string
  /** Our own files relative to `src`, packages by their names. */
  readonly imports: readonly string[]
}

const importPattern =
  /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'|\bnew URL\('(\.[^']+\.ts)'/gm

const readSource = (path: string): Source => {
  const text = readFileSync(join(SOURCES, path), 'utf8')
  const names = [...text.matchAll(importPattern)].map(
    ([, ...found]) => found.find((name) => name !== undefined) ?? '',
  )
  const imports = names
    .map((name) => name.replace(/\?(worker|stylesheet)$/, ''))
    .map((name) => (name.startsWith('.') ? join(dirname(path), name) : name))
  return { path, text, imports }
}

const sources = globSync('**/*.{ts,tsx}', { cwd: SOURCES }).sort().map(readSource)
const paths = sources.map(({ path }) => path)
/** The API's types, which are all that the page may know of the server. */
const API_TYPES = '../examples/client/api.d.ts'

const isOurs = (name: string): boolean => /\.tsx?$/.test(name) && name !== API_TYPES

const roomOf = (path: string): string => path.split('/', 1)[0]?.replace(/\.ts$/, '') ?? ''
const featureOf = (path: string): string | undefined => /^features\/([^/]+)\//.exec(path)?.[1]

const partOf = (path: string): string => {
  const name = basename(path, '.ts')
  const role = name.split('-').at(-1) ?? name
  return partNames[role] ?? (Object.hasOwn(featureParts, role) ? role : 'service')
}

const enginePartOf = (path: string): string => /^engine\/([^/]+)\//.exec(path)?.[1] ?? 'contract'

const importsBetween = (from: RegExp, to: RegExp) =>
  sources
    .filter(({ path }) => from.test(path))
    .flatMap(({ path, imports }) =>
      imports.filter((name) => isOurs(name) && to.test(name)).map((name) => ({ path, name })),
    )

const importersOf = (packages: RegExp): readonly string[] =>
  sources.filter(({ imports }) => imports.some((name) => packages.test(name))).map(({ path }) => path)

test('every import of our own leads to a source file', () => {
  assert.ok(paths.includes('main.ts'))
  for (const { path, imports } of sources) {
    for (const name of imports.filter(isOurs)) assert.ok(paths.includes(name), `${path} imports ${name}`)
  }
})

test('every folder of src is a known room', () => {
  assert.deepEqual([...new Set(paths.map(roomOf))].sort(), Object.keys(rooms).sort())
})

test('imports between rooms point down only', () => {
  const wrong = importsBetween(/./, /./).filter(({ path, name }) => {
    const [from, to] = [roomOf(path), roomOf(name)]
    return from !== to && !rooms[from]?.includes(to)
  })
  assert.deepEqual(wrong, [])
})

test('only the page knows the generated types of the API', () => {
  assert.deepEqual(
    importersOf(/^\.\.\/examples\//).filter((path) => roomOf(path) !== 'web'),
    [],
  )
})

test('within a feature, imports point from routes to services to repositories', () => {
  const wrong = importsBetween(/^features\//, /./).filter(({ path, name }) => {
    const from = featureParts[partOf(path)]
    if (roomOf(name) !== 'features') return !from?.rooms.includes(roomOf(name))
    return (
      featureOf(path) === featureOf(name) &&
      partOf(path) !== partOf(name) &&
      !from?.parts.includes(partOf(name))
    )
  })
  assert.deepEqual(wrong, [])
})

test('a feature imports from another only the shapes that it publishes', () => {
  const wrong = importsBetween(/^features\//, /^features\//).filter(
    ({ path, name }) => featureOf(path) !== featureOf(name) && !PUBLISHED_PARTS.includes(partOf(name)),
  )
  assert.deepEqual(wrong, [])
})

test('every feature is wired by a composing function of its own', () => {
  const features = new Set(paths.flatMap((path) => featureOf(path) ?? []))
  const wired = paths.filter((path) => featureOf(path) && partOf(path) === 'compose').map(featureOf)
  assert.deepEqual(wired, [...features])
  const wrong = importsBetween(/^(?!features\/)/, /^features\//).filter(
    ({ name }) => !APP_PARTS.includes(partOf(name)),
  )
  assert.deepEqual(wrong, [])
})

test('within the engine, imports point from engines to the interpreter to the contract', () => {
  const wrong = importsBetween(/^engine\//, /^engine\//).filter(({ path, name }) => {
    const [from, to] = [enginePartOf(path), enginePartOf(name)]
    return from !== to && !engineParts[from]?.includes(to)
  })
  assert.deepEqual(wrong, [])
})

test('the files of a graph that the engine contract names import nothing of the engine', () => {
  const named = importsBetween(/^engine\/[^/]+\.ts$/, /^engine\/graph\//).map(({ name }) => name)
  assert.ok(named.length > 0)
  for (const { path, imports } of sources.filter(({ path }) => named.includes(path))) {
    assert.deepEqual(
      imports.filter((name) => name.startsWith('engine/')),
      [],
      path,
    )
  }
})

test('no file imports itself through others', () => {
  const edges = sources.map(({ imports }) => imports.map((name) => paths.indexOf(name)).filter((i) => i >= 0))
  const cycle = findCycle({ size: paths.length, edges })
  assert.deepEqual(
    cycle?.map((index) => paths[index]),
    undefined,
  )
})

test('only repositories, db and app know the database driver', () => {
  for (const path of importersOf(/^(drizzle-orm|@libsql\/|libsql)/)) {
    const allowed = ['db', 'app'].includes(roomOf(path)) || (featureOf(path) && partOf(path) === 'repository')
    assert.ok(allowed, path)
  }
})

test('only routes, schemas and http know the HTTP framework', () => {
  for (const path of importersOf(/^(hono|@hono\/)/)) {
    const allowed =
      roomOf(path) === 'http' || (featureOf(path) && ['routes', 'schema'].includes(partOf(path)))
    assert.ok(allowed, path)
  }
})

test('only main modules touch the process; its processor time and its memory are read like a clock', () => {
  const users = sources.filter(({ text }) => /\bprocess\??\.\w|\bprocess\[|'node:process'/.test(text))
  assert.deepEqual(
    users.map(({ path }) => path),
    [
      'engine/processes/child.ts',
      'engine/processes/serve.ts',
      'lib/system/memory-size.ts',
      'lib/system/processor-time.ts',
      'main.ts',
    ],
  )
})

test('no file has a default export', () => {
  const users = sources.filter(({ text }) => /^export default\b|\bas default\b/m.test(text))
  assert.deepEqual(
    users.map(({ path }) => path),
    [],
  )
})

test('no file is too long to read', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > MAX_FILE_LINES)
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  )
})

test('no function that composes is too long to follow', () => {
  const composing = sources.filter(({ path }) => roomOf(path) === 'app' || partOf(path) === 'compose')
  const long = composing.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:export )?(?:const|async function|function) (\w+).*[({]\n[\s\S]*?\n[}\])]/gm)]
      .filter(([body]) => body.split('\n').length > MAX_COMPOSING_LINES)
      .map(([, name]) => `${path}: ${name}`),
  )
  assert.deepEqual(long, [])
})

test('no folder holds more files than one can survey', () => {
  const folders = Map.groupBy(paths, dirname)
  const crowded = [...folders].filter(
    ([folder, files]) => files.length > MAX_FOLDER_FILES && !CATALOGUES.includes(folder),
  )
  assert.deepEqual(
    crowded.map(([folder, files]) => `${folder}: ${files.length}`),
    [],
  )
})

test('tests lie in the folder of what they test', () => {
  const folders = new Set(globSync('**/*.test.ts', { cwd: TESTS }).map(dirname))
  const isSource = (folder: string) => existsSync(join(SOURCES, folder))
  // The many tests of a feature may be grouped by what of it they test.
  const isGroup = (folder: string) => dirname(dirname(folder)) === 'features' && isSource(dirname(folder))
  const strays = [...folders].filter(
    (folder) =>
      folder !== '.' && !PRODUCT_TESTS.includes(roomOf(folder)) && !isSource(folder) && !isGroup(folder),
  )
  assert.deepEqual(strays, [])
})
