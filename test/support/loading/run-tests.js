import { spawnSync } from 'node:child_process'
import { writeGroups } from './group-tests.js'

// Runs a set of tests: `quick` for `npm test`, `slow` for `npm run test:slow`, `all` for `npm run test:coverage`. With
// COVERAGE it also demands that tests reach nine lines of ten; processes that tests start then run the sources, which are
// to be counted, instead of a bundle.

const coverage = [
  '--experimental-test-coverage',
  '--test-coverage-include=src/**/*.ts',
  '--test-coverage-lines=90',
]
const bundle = {
  BUNDLED_PROGRAM: 'node_modules/.cache/program',
  NODE_COMPILE_CACHE: 'node_modules/.cache/compiled',
}

const [set = 'quick', ...options] = process.argv.slice(2)
const isCovered = process.env.COVERAGE !== undefined
const { status } = spawnSync(
  process.execPath,
  [
    '--import=./test/support/loading/quick-loading.js',
    '--test',
    '--test-concurrency=3',
    '--test-timeout=1800000',
    '--test-reporter=spec',
    ...options,
    ...(isCovered ? coverage : []),
    writeGroups(set),
  ],
  { stdio: 'inherit', env: isCovered ? process.env : { ...process.env, ...bundle } },
)
process.exitCode = status ?? 1
