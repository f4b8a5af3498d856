import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

// Writes files that import several test files each, for `npm test` to run in one process. A process of its own for each
// test file loads and warms up the whole program again, which took half of the processor time of all tests. The tests
// of a group run one after the other, as those of one file do; a single file runs as it is (CONTRIBUTING.md).

const TEST = join(import.meta.dirname, '../..')
// The runner starts groups in the order of their names. It finds no files below node_modules.
const GROUPS = join(TEST, '.groups')
const GROUP_SIZE = 24

/**
 * These start servers and kill them, for longer than other groups take: each starts first and is alone.
 * @type {(file: string) => boolean}
 */
const isLong = (file) => file.startsWith('crash/')

/** @type {(name: string, files: string[]) => void} */
const writeGroup = (name, files) => {
  const imports = files.map((file) => `import '${relative(GROUPS, join(TEST, file))}'\n`)
  // It gives all schemas a method, and those that were made before would lack it.
  writeFileSync(join(GROUPS, `${name}.test.js`), ["import '@hono/zod-openapi'\n", ...imports].join(''))
}

rmSync(GROUPS, { recursive: true, force: true })
mkdirSync(GROUPS)
const files = globSync('**/*.test.ts', { cwd: TEST }).sort()
const others = files.filter((file) => !isLong(file))
const groups = files.filter(isLong).map((file) => [file])
for (let start = 0; start < others.length; start += GROUP_SIZE) {
  groups.push(others.slice(start, start + GROUP_SIZE))
}
for (const [index, group] of groups.entries()) {
  const folder = dirname(group[0] ?? '').replaceAll('/', '-')
  writeGroup(`${String(index).padStart(3, '0')}-${folder}`, group)
}
