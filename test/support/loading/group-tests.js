import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

// Writes files that import several test files each, for `npm test` to run in one process. A process of its own for each
// test file loads and warms up the whole program again, which took half of the processor time of all tests. The tests
// of a group run one after the other, as those of one file do; a single file runs as it is (CONTRIBUTING.md).

const TEST = join(import.meta.dirname, '../..')
const GROUP_SIZE = 40

/**
 * Those that start many processes, kill servers, or compute for long: a stage of their own.
 * @type {(file: string) => boolean}
 */
const isSlow = (file) => file.startsWith('crash/') || file.endsWith('.slow.test.ts')

/**
 * These run for longer than groups do: each starts first and is alone.
 * @type {(file: string) => boolean}
 */
const isLong = (file) => file.startsWith('crash/')

/**
 * What repositories store and read, by themselves and below the operations of their features: for a database on a server.
 * Left out is what looks into a file, or takes a database to have written before a clock that the test sets goes on.
 */
const STORING = [
  'db/writer.test.ts',
  'features/api-keys/authenticator.test.ts',
  'features/dashboard/statements.test.ts',
  'features/dashboard/stats-routes.test.ts',
  'features/executions/list/search.test.ts',
  'features/executions/retention/retention.test.ts',
  'features/executions/store/counters.test.ts',
  'features/executions/store/repository.test.ts',
  'features/executions/store/scheduling/shared-repository.test.ts',
  'features/idempotency/middleware.test.ts',
  'features/scripts/graph-routes.test.ts',
  'features/settings/routes.test.ts',
]

/** @type {Readonly<Record<string, (file: string) => boolean>>} */
const sets = {
  quick: (file) => !isSlow(file),
  slow: isSlow,
  all: () => true,
  sqld: (file) => STORING.includes(file),
}

/**
 * Writes the groups of a set of tests, and returns the pattern that finds them. The runner finds no files below
 * node_modules, and starts groups in the order of their names.
 * @param {string} name
 */
export const writeGroups = (name) => {
  const isIncluded = sets[name]
  if (!isIncluded) throw new Error(`there are no tests "${name}", but ${Object.keys(sets).join(', ')}`)
  const folder = join(TEST, '.groups', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = globSync('**/*.test.ts', { cwd: TEST }).sort().filter(isIncluded)
  const others = files.filter((file) => !isLong(file))
  const groups = files.filter(isLong).map((file) => [file])
  for (let start = 0; start < others.length; start += GROUP_SIZE) {
    groups.push(others.slice(start, start + GROUP_SIZE))
  }
  for (const [index, group] of groups.entries()) {
    const first = dirname(group[0] ?? '').replaceAll('/', '-')
    const imports = group.map((file) => `import '${relative(folder, join(TEST, file))}'\n`)
    // It gives all schemas a method, and those that were made before would lack it.
    const content = ["import '@hono/zod-openapi'\n", ...imports].join('')
    writeFileSync(join(folder, `${String(index).padStart(3, '0')}-${first}.test.js`), content)
  }
  return `test/.groups/${name}/*.test.js`
}
